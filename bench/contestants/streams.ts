/**
 * Peers that are streams: fed as a socket feeds them, and heard by `'data'`, which alone keeps frames apart.
 * Each is loaded by the process that measures it.
 */
import { once } from "node:events";
import type { Writable } from "node:stream";
import { digest, digestText } from "../digest.js";
import { Counter, LIMIT_BYTES, type Run } from "./contestant.js";

function fed(stream: Writable, counter: Counter): Run {
  return async (chunks) => {
    for (const chunk of chunks) {
      if (!stream.write(chunk)) await once(stream, "drain");
    }
    // What was written last may still be on its way.
    if (stream.writableLength > 0) await once(stream, "drain");
    return counter.take();
  };
}

/** It hands out no empty frames. */
export async function frameStream(): Promise<Run> {
  const { decode } = await import("frame-stream");
  const counter = new Counter();
  const stream = decode({ lengthSize: 4, maxSize: LIMIT_BYTES });
  stream.on("data", (frame: Buffer) => counter.add(digest(frame)));
  return fed(stream, counter);
}

export async function lengthPrefixed(): Promise<Run> {
  const { default: streams } = await import("length-prefixed-stream");
  const counter = new Counter();
  const stream = streams.decode({ limit: LIMIT_BYTES, allowEmpty: true });
  stream.on("data", (frame: Buffer) => counter.add(digest(frame)));
  return fed(stream, counter);
}

/** Its lines are strings. */
export async function splitLines(matcher: string): Promise<Run> {
  const { default: split2 } = await import("split2");
  const counter = new Counter();
  const stream = split2(matcher, { maxLength: LIMIT_BYTES });
  stream.on("data", (line: string) => counter.add(digestText(line)));
  return fed(stream, counter);
}

/** It has no limit, and hands out no empty frames. */
export async function serialport(delimiter: string): Promise<Run> {
  const { DelimiterParser } = await import("@serialport/parser-delimiter");
  const counter = new Counter();
  const stream = new DelimiterParser({ delimiter });
  stream.on("data", (frame: Buffer) => counter.add(digest(frame)));
  return fed(stream, counter);
}

/** Messages from a server: not masked. It knows fragments, pings and text besides. */
export async function wsReceiver(): Promise<Run> {
  const { Receiver } = await import("ws");
  const counter = new Counter();
  const stream = new Receiver({ maxPayload: LIMIT_BYTES });
  stream.on("message", (message: Buffer) => counter.add(digest(message)));
  return fed(stream, counter);
}
