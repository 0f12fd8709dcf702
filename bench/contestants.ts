import { FrameDecoder, type Framing, lengthPrefixed, lines } from "millrace/codec";

/** Decodes all chunks, the last of which ends a frame; answers a checksum over the count, length, first and last byte of each frame. */
export type Contestant = (chunks: readonly Buffer[]) => number;

const LIMIT_BYTES = 8 * 1024 * 1024;

function digest(frame: Uint8Array): number {
  return frame.length + (frame[0] ?? 0) + (frame[frame.length - 1] ?? 0);
}

/** What everybody writes by hand: read the length, cut the frame out, keep the rest. */
export const lengthByHand: Contestant = (chunks) => {
  let sum = 0;
  let rest: Buffer | undefined;
  for (const chunk of chunks) {
    const data = rest === undefined ? chunk : Buffer.concat([rest, chunk]);
    let at = 0;
    while (data.length - at >= 4) {
      const length = data.readUInt32BE(at);
      if (length > LIMIT_BYTES) throw new RangeError("too large");
      if (data.length - at - 4 < length) break;
      sum += digest(data.subarray(at + 4, at + 4 + length));
      at += 4 + length;
    }
    rest = at < data.length ? data.subarray(at) : undefined;
  }
  return sum;
};

/** The same for lines, with the scan that the runtime offers. */
export const linesByHand: Contestant = (chunks) => {
  let sum = 0;
  let rest: Buffer | undefined;
  for (const chunk of chunks) {
    const data = rest === undefined ? chunk : Buffer.concat([rest, chunk]);
    let at = 0;
    for (let end = data.indexOf(0x0a, at); end !== -1; end = data.indexOf(0x0a, at)) {
      const last = end > at && data[end - 1] === 0x0d ? end - 1 : end;
      if (last - at > LIMIT_BYTES) throw new RangeError("too large");
      sum += digest(data.subarray(at, last));
      at = end + 1;
    }
    rest = at < data.length ? data.subarray(at) : undefined;
  }
  return sum;
};

/** millrace, by index: nothing is allocated per frame. */
function batchPath(framing: Framing): Contestant {
  const decoder = new FrameDecoder(framing);
  return (chunks) => {
    let sum = 0;
    for (const chunk of chunks) {
      const batch = decoder.push(chunk);
      do {
        const { length, memory } = batch;
        for (let i = 0; i < length; ++i) {
          const offset = batch.offset(i);
          const size = batch.size(i);
          sum += size + (memory[offset] ?? 0) + (memory[offset + size - 1] ?? 0);
        }
      } while (batch.more());
    }
    return sum;
  };
}

/** millrace, frame by frame through the one flyweight, as a handler sees them. */
function framePath(framing: Framing): Contestant {
  const decoder = new FrameDecoder(framing);
  return (chunks) => {
    let sum = 0;
    for (const chunk of chunks) {
      for (const frame of decoder.push(chunk)) {
        const { length } = frame;
        sum += length + frame.getUint8(0) + frame.getUint8(length - 1);
      }
    }
    return sum;
  };
}

/** millrace with a view of every frame. */
function bytesPath(framing: Framing): Contestant {
  const decoder = new FrameDecoder(framing);
  return (chunks) => {
    let sum = 0;
    for (const chunk of chunks) {
      for (const frame of decoder.push(chunk)) sum += digest(frame.bytes());
    }
    return sum;
  };
}

export const lengthBatch: Contestant = batchPath(lengthPrefixed(4));
export const lengthFrames: Contestant = framePath(lengthPrefixed(4));
export const lengthBytes: Contestant = bytesPath(lengthPrefixed(4));
export const linesBatch: Contestant = batchPath(lines());
export const linesFrames: Contestant = framePath(lines());
