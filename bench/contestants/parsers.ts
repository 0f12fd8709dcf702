/**
 * Peers that are called with a chunk and hand frames out before they return. Each is loaded by the process
 * that measures it.
 */
import { digest } from "../digest.js";
import { Counter, LIMIT_BYTES, type Run } from "./contestant.js";

/**
 * It has no limit. A CopyData message is its class, its length and a view of its bytes. What is left of a
 * message it joins in the chunk before, if there is room: it gets copies, so that the wire stays what it is.
 */
export async function pgProtocol(): Promise<Run> {
  const { Parser } = await import("pg-protocol/dist/parser.js");
  const parser = new Parser();
  const counter = new Counter();
  return (chunks) => {
    for (const chunk of chunks) {
      parser.parse(Buffer.from(chunk), (message) => {
        if ("chunk" in message) counter.add(digest(message.chunk as Buffer));
      });
    }
    return counter.take();
  };
}

/** It has no limit. `headerSize` is 1 if a type goes before the length, and `padding` what the length counts too much. */
export async function packetReader(headerSize: 0 | 1, padding: number): Promise<Run> {
  const { default: PacketReader } = await import("packet-reader");
  const reader = new PacketReader({ headerSize, lengthPadding: padding });
  return (chunks) => {
    let frames = 0;
    let sum = 0;
    for (const chunk of chunks) {
      reader.addChunk(chunk);
      for (let frame = reader.read(); frame !== false; frame = reader.read()) {
        ++frames;
        sum += digest(frame);
      }
    }
    return { frames, sum };
  };
}

/** Its frames are lists of pieces: a view, or a copy of a frame that was cut, is what the others deliver. */
export async function itLengthPrefixed(): Promise<Run> {
  const { decode } = await import("it-length-prefixed");
  return (chunks) => {
    let frames = 0;
    let sum = 0;
    for (const frame of decode(chunks as Buffer[], { maxDataLength: LIMIT_BYTES })) {
      ++frames;
      sum += digest(frame.subarray());
    }
    return { frames, sum };
  };
}
