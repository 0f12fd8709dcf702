import { expected, integer } from "../core/check.js";
import { FRAME_BYTES_MAX } from "../limits.js";

const HIGH_WATER_BYTES = 64 * 1024;

/** One end of a connection in memory: what is written here is read at the other end. */
export interface MemoryEnd {
  readonly readable: ReadableStream<Uint8Array<ArrayBuffer>>;
  readonly writable: WritableStream<Uint8Array>;
}

export interface MemoryPairOptions {
  /** Unread bytes at which writers wait, in each direction: 0 to 1 GiB, by default 64 KiB. */
  readonly highWaterMark?: number;
}

/**
 * Two ends of a connection without a network. Bytes are copied as they are written, and arrive in order,
 * in the chunks they were written in; writers wait for readers. Closing one direction leaves the other
 * open; aborting or cancelling it fails it at the other end, with the reason.
 *
 * @throws TypeError or RangeError if an option is out of range.
 * @example
 * const [client, server] = memoryPair();
 * void server.readable.pipeTo(server.writable); // an echo
 * // in Node, as a stream: Duplex.fromWeb(client)
 */
export function memoryPair(options: MemoryPairOptions = {}): [MemoryEnd, MemoryEnd] {
  const { highWaterMark = HIGH_WATER_BYTES } = options;
  integer("highWaterMark", highWaterMark, 0, FRAME_BYTES_MAX);
  const there = direction(highWaterMark);
  const back = direction(highWaterMark);
  return [
    { readable: back.readable, writable: there.writable },
    { readable: there.readable, writable: back.writable },
  ];
}

function direction(highWaterMark: number): TransformStream<Uint8Array, Uint8Array<ArrayBuffer>> {
  const size = (chunk: Uint8Array): number => chunk.length;
  return new TransformStream<Uint8Array, Uint8Array<ArrayBuffer>>(
    {
      transform: (chunk: unknown, controller) => {
        if (!(chunk instanceof Uint8Array)) {
          throw new TypeError(expected("chunk", "a Uint8Array", chunk));
        }
        // Buffer's own slice() would not copy.
        controller.enqueue(new Uint8Array(chunk));
      },
    },
    undefined,
    { highWaterMark, size },
  );
}
