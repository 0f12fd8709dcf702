/** Wire bytes that all contestants decode: made once, cut into chunks that do not respect frames. */

export interface Wire {
  readonly chunks: readonly Buffer[];
  readonly frames: number;
}

/** `frames` frames of `payloadBytes` behind a u32, cut into chunks of `chunkBytes`. */
export function lengthPrefixedWire(frames: number, payloadBytes: number, chunkBytes: number): Wire {
  const wire = Buffer.alloc(frames * (4 + payloadBytes));
  for (let i = 0, at = 0; i < frames; ++i) {
    at = wire.writeUInt32BE(payloadBytes, at);
    wire.fill(i & 0xff, at, at + payloadBytes);
    at += payloadBytes;
  }
  return { chunks: cut(wire, chunkBytes), frames };
}

/** `frames` lines of `lineBytes`, ended by LF, cut into chunks of `chunkBytes`. */
export function linesWire(frames: number, lineBytes: number, chunkBytes: number): Wire {
  const wire = Buffer.alloc(frames * (lineBytes + 1));
  for (let i = 0, at = 0; i < frames; ++i) {
    wire.fill(0x20 + (i % 0x5f), at, at + lineBytes);
    at = wire.writeUInt8(0x0a, at + lineBytes);
  }
  return { chunks: cut(wire, chunkBytes), frames };
}

function cut(wire: Buffer, chunkBytes: number): Buffer[] {
  const chunks: Buffer[] = [];
  for (let at = 0; at < wire.length; at += chunkBytes) {
    chunks.push(Buffer.from(wire.subarray(at, at + chunkBytes)));
  }
  return chunks;
}
