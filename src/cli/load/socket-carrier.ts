import { type Socket, connect } from "node:net";
import { FrameDecoder, FrameEncoder, type Framing } from "../../index.js";
import type { Carrier, Lane } from "./lane.js";

/** Bytes of one write of many frames; a frame of the largest size fits. */
const BULK_BYTES: number = 128 * 1024;
/** Bytes that are written one by one before the other connections get their turn. */
const DRIBBLE_BYTES_PER_TURN = 256;
/** Milliseconds that a closing socket waits for the server's last words. */
const CLOSE_MS = 5_000;
/** A byte in a write of its own, for each value: writing it allocates nothing. */
const SINGLES: readonly Uint8Array[] = Array.from({ length: 256 }, (_, byte) =>
  Uint8Array.of(byte),
);

/**
 * Carries a lane's frames over a plain socket with millrace's codec: what the client would never do, a
 * write for each byte, is done here.
 */
export class SocketCarrier implements Carrier {
  readonly #socket: Socket;
  readonly #lane: Lane;
  readonly #encoder: FrameEncoder;
  readonly #decoder: FrameDecoder;
  readonly #closed: Promise<void>;
  #bulk = Buffer.allocUnsafeSlow(BULK_BYTES);
  #bulkUsed = 0;
  #dribble: Uint8Array | undefined;
  #dribbled = 0;
  #isBlocked = false;

  /** Rejects with the socket's error if the server is not to be reached. */
  static connect(port: number, framing: Framing, lane: Lane): Promise<SocketCarrier> {
    return new Promise((resolve, reject) => {
      const socket = connect({ port, host: "127.0.0.1", noDelay: true });
      socket.once("error", reject);
      socket.once("connect", () => {
        socket.off("error", reject);
        resolve(new SocketCarrier(socket, framing, lane));
      });
    });
  }

  private constructor(socket: Socket, framing: Framing, lane: Lane) {
    this.#socket = socket;
    this.#lane = lane;
    this.#encoder = new FrameEncoder(framing);
    this.#decoder = new FrameDecoder(framing);
    socket.on("data", (chunk: Uint8Array) => this.#receive(chunk));
    socket.on("drain", () => {
      this.#isBlocked = false;
      if (this.isReady) lane.fill();
    });
    socket.on("error", (error) => lane.fail(String(error)));
    this.#closed = new Promise((resolve) => {
      socket.on("close", () => {
        lane.fail("the connection was closed before its time");
        resolve();
      });
    });
  }

  get isReady(): boolean {
    return !this.#isBlocked && this.#dribble === undefined;
  }

  send(payload: Uint8Array, isDribbled: boolean): void {
    if (isDribbled) {
      this.flush();
      this.#dribble = this.#encoder.encode(payload);
      this.#dribbled = 0;
      this.#dribbleOn();
      return;
    }
    if (this.#bulkUsed + this.#encoder.size(payload) > BULK_BYTES) this.flush();
    this.#bulkUsed += this.#encoder.encodeInto(payload, this.#bulk, this.#bulkUsed);
  }

  flush(): void {
    if (this.#bulkUsed === 0) return;
    const hasRoom = this.#socket.write(this.#bulk.subarray(0, this.#bulkUsed));
    this.#bulkUsed = 0;
    if (this.#socket.writableLength === 0) return;
    // The kernel has not taken it all: the memory is the socket's until it has.
    this.#bulk = Buffer.allocUnsafeSlow(BULK_BYTES);
    this.#isBlocked = !hasRoom;
  }

  async close(): Promise<void> {
    const socket = this.#socket;
    socket.setTimeout(CLOSE_MS, () => socket.destroy());
    socket.end();
    await this.#closed;
    this.#decoder.dispose();
  }

  /** Writes some bytes one by one; the last of them tells when the kernel has taken them. */
  #dribbleOn(): void {
    const bytes = this.#dribble;
    if (bytes === undefined || this.#socket.destroyed) return;
    const last = Math.min(this.#dribbled + DRIBBLE_BYTES_PER_TURN, bytes.length) - 1;
    while (this.#dribbled < last && this.#socket.writableLength === 0) {
      this.#socket.write(this.#single(bytes));
    }
    this.#socket.write(this.#single(bytes), () => this.#afterDribble(bytes.length));
  }

  #single(bytes: Uint8Array): Uint8Array {
    const byte = bytes[this.#dribbled++] ?? 0;
    return SINGLES[byte] ?? Uint8Array.of(byte);
  }

  #afterDribble(length: number): void {
    if (this.#dribbled < length) {
      setImmediate(() => this.#dribbleOn());
      return;
    }
    this.#dribble = undefined;
    if (this.isReady) this.#lane.fill();
  }

  #receive(chunk: Uint8Array): void {
    const batch = this.#decoder.push(chunk);
    do {
      const { length, memory } = batch;
      for (let i = 0; i < length; ++i) {
        this.#lane.received(memory, batch.offset(i), batch.size(i));
      }
    } while (batch.more());
    if (batch.error !== undefined) this.#lane.fail(String(batch.error));
    this.#lane.readEnded();
  }
}
