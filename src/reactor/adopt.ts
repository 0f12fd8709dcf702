import { Socket } from "node:net";
import { Duplex } from "node:stream";
import { expected } from "../core/check.js";
import type { ByteStream } from "./byte-stream.js";
import { DuplexTransport } from "./duplex-transport.js";
import type { EventLoop } from "./loop.js";
import { Transport } from "./transport.js";
import { type WebStreamPair, WebTransport } from "./web-transport.js";

/** What can become a connection: a stream of Node, or two of the web platform. */
export type AnyDuplex = Duplex | WebStreamPair;

const adopted = new WeakSet<Duplex>();

function isPair(stream: object): stream is WebStreamPair {
  return (
    "readable" in stream &&
    stream.readable instanceof ReadableStream &&
    "writable" in stream &&
    stream.writable instanceof WritableStream
  );
}

/** Whether a socket was made with `onread`: its bytes go elsewhere then. */
function hasReader(duplex: Duplex): boolean {
  return Object.getOwnPropertySymbols(duplex).some((symbol) => {
    return symbol.description === "kBuffer" && Boolean(Reflect.get(duplex, symbol));
  });
}

/** Why a stream cannot become a connection, as what would be expected of it. */
function objection(duplex: Duplex): string | undefined {
  if (adopted.has(duplex)) return "a stream that is no connection yet";
  if (duplex.destroyed) return "a stream that is not destroyed";
  if (duplex.writableEnded) return "a stream that can still be written to";
  if (duplex.readableObjectMode || duplex.writableObjectMode)
    return "a stream of bytes, not objects";
  if (duplex.readableEncoding !== null) return "a stream of bytes, not text";
  const readers = duplex.listenerCount("data") + duplex.listenerCount("readable");
  return readers > 0 || hasReader(duplex) ? "a stream that nobody else reads" : undefined;
}

/** A socket of the kernel that is connected: it is read straight into the zone, and keeps no bytes. */
function isOfKernel(duplex: Duplex): duplex is Socket {
  if (!(duplex instanceof Socket) || duplex.connecting || duplex.readableEnded) return false;
  const handle: unknown = Reflect.get(duplex, "_handle");
  if (typeof handle !== "object" || handle === null) return false;
  // Deno says TCPWrap; what Bun has is an Object.
  return /^(TCP|Pipe)(Wrap)?$/.test(handle.constructor.name);
}

/**
 * Takes a stream over. What it has read ahead is not lost.
 *
 * @throws TypeError if it is no stream of bytes, or one that is gone, ended, locked or read by others.
 */
export function adopt(loop: EventLoop, stream: unknown): ByteStream {
  if (stream instanceof Duplex) return adoptDuplex(loop, stream);
  if (typeof stream !== "object" || stream === null || !isPair(stream)) {
    throw new TypeError(expected("duplex", "a Duplex or a pair of web streams", stream));
  }
  if (stream.readable.locked || stream.writable.locked) {
    throw new TypeError(expected("duplex", "web streams that are not locked", stream));
  }
  return new WebTransport(stream);
}

function adoptDuplex(loop: EventLoop, duplex: Duplex): ByteStream {
  const wanted = objection(duplex);
  if (wanted !== undefined) throw new TypeError(expected("duplex", wanted, duplex));
  adopted.add(duplex);
  if (!isOfKernel(duplex)) return new DuplexTransport(duplex);
  // A flowing socket gives what it has read ahead piece by piece, a paused one as a whole.
  duplex.pause();
  duplex.allowHalfOpen = true;
  return new Transport(loop, duplex);
}
