import { FrameDecoder, type Framing } from "millrace/codec";
import { digest, digestAt, digestFrame } from "../digest.js";
import type { PlainRun } from "./contestant.js";

/** By index: nothing is allocated per frame. */
export function batchPath(framing: Framing): PlainRun {
  const decoder = new FrameDecoder(framing);
  return (chunks) => {
    let frames = 0;
    let sum = 0;
    for (const chunk of chunks) {
      const batch = decoder.push(chunk);
      do {
        const { length, memory } = batch;
        for (let i = 0; i < length; ++i) {
          sum += digestAt(memory, batch.offset(i), batch.size(i));
        }
        frames += length;
      } while (batch.more());
      if (batch.error !== undefined) throw batch.error;
    }
    return { frames, sum };
  };
}

/** Frame by frame through the one flyweight, as a handler sees them. */
export function framePath(framing: Framing): PlainRun {
  const decoder = new FrameDecoder(framing);
  return (chunks) => {
    let frames = 0;
    let sum = 0;
    for (const chunk of chunks) {
      for (const frame of decoder.push(chunk)) {
        ++frames;
        sum += digestFrame(frame);
      }
    }
    return { frames, sum };
  };
}

/** With a view of every frame. */
export function bytesPath(framing: Framing): PlainRun {
  const decoder = new FrameDecoder(framing);
  return (chunks) => {
    let frames = 0;
    let sum = 0;
    for (const chunk of chunks) {
      for (const frame of decoder.push(chunk)) {
        ++frames;
        sum += digest(frame.bytes());
      }
    }
    return { frames, sum };
  };
}
