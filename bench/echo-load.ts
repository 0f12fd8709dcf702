import { type Socket, connect } from "node:net";

export interface Load {
  readonly connections: number;
  /** Frames in flight on each connection. */
  readonly pipelined: number;
  readonly payloadBytes: number;
}

export interface LoadResult {
  readonly framesPerSecond: number;
  /** Median time of one round of `pipelined` frames, in microseconds. */
  readonly roundUs: number;
}

/**
 * Drives an echo server: each connection sends its frames, waits for all of them, and sends again. Every
 * byte that comes back is compared.
 */
export async function drive(port: number, load: Load, seconds: number): Promise<LoadResult> {
  const wire = wireOf(load);
  const sockets = await Promise.all(Array.from({ length: load.connections }, () => open(port)));
  const until = performance.now() + seconds * 1000;
  const started = performance.now();
  const counts = await Promise.all(sockets.map((socket) => roundTrips(socket, wire, until)));
  const elapsed = (performance.now() - started) / 1000;
  for (const socket of sockets) socket.destroy();
  const rounds = counts.flat().sort((a, b) => a - b);
  return {
    framesPerSecond: (rounds.length * load.pipelined) / elapsed,
    roundUs: 1000 * (rounds[rounds.length >> 1] ?? Number.NaN),
  };
}

function wireOf(load: Load): Buffer {
  const frameBytes = 4 + load.payloadBytes;
  const wire = Buffer.alloc(load.pipelined * frameBytes);
  for (let i = 0; i < load.pipelined; ++i) {
    const at = wire.writeUInt32BE(load.payloadBytes, i * frameBytes);
    wire.fill(i + 1, at, at + load.payloadBytes);
  }
  return wire;
}

function open(port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: "127.0.0.1", noDelay: true }, () => resolve(socket));
    socket.once("error", reject);
  });
}

/** Milliseconds of each round. */
function roundTrips(socket: Socket, wire: Buffer, until: number): Promise<number[]> {
  const times: number[] = [];
  let at = 0;
  let begun = performance.now();
  return new Promise((resolve, reject) => {
    socket.on("error", reject);
    socket.on("data", (chunk: Buffer) => {
      if (wire.compare(chunk, 0, chunk.length, at, at + chunk.length) !== 0) {
        reject(new Error(`a wrong byte came back behind byte ${at} of a round`));
        return;
      }
      at += chunk.length;
      if (at < wire.length) return;
      const now = performance.now();
      times.push(now - begun);
      if (now >= until) {
        resolve(times);
        return;
      }
      at = 0;
      begun = now;
      socket.write(wire);
    });
    socket.write(wire);
  });
}
