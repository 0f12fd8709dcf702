/** The load, where bench/native is not built: the same questions and answers as its `load`. */
import { type Socket, connect } from "node:net";
import { answer } from "../harness/conversation.js";
import type { LoadResult } from "./load.js";

function wireOf(pipelined: number, payloadBytes: number): Buffer {
  const frameBytes = 4 + payloadBytes;
  const wire = Buffer.alloc(pipelined * frameBytes);
  for (let i = 0; i < pipelined; ++i) {
    const at = wire.writeUInt32BE(payloadBytes, i * frameBytes);
    wire.fill(i + 1, at, at + payloadBytes);
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

async function drive(words: readonly string[]): Promise<LoadResult> {
  const [port = 0, connections = 0, pipelined = 0, payloadBytes = 0, ms = 0] = words.map(Number);
  const wire = wireOf(pipelined, payloadBytes);
  const sockets: Socket[] = [];
  // One after the other: a listener has room for so many that wait.
  for (let i = 0; i < connections; ++i) sockets.push(await open(port));
  const started = performance.now();
  const until = started + ms;
  const counts = await Promise.all(sockets.map((socket) => roundTrips(socket, wire, until)));
  const seconds = (performance.now() - started) / 1000;
  for (const socket of sockets) socket.destroy();
  const times = counts.flat().sort((a, b) => a - b);
  const at = (share: number): number => 1000 * (times[Math.floor(times.length * share)] ?? 0);
  return { rounds: times.length, seconds, p50: at(0.5), p99: at(0.99), p999: at(0.999) };
}

await answer(([, ...words]) => drive(words));
