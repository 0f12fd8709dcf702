/**
 * The best that is written by hand: a cursor over the chunk itself, and a buffer that doubles for what is
 * left of it. Frames are views.
 */
import { digest } from "../digest.js";
import { LIMIT_BYTES, type Run } from "./contestant.js";

/** What is left of a chunk waits here, and the next chunk goes behind it. */
class Rest {
  #held = Buffer.allocUnsafe(64 * 1024);
  #bytes = 0;

  /** All bytes that there are. */
  with(chunk: Buffer): Buffer {
    if (this.#bytes === 0) return chunk;
    const needed = this.#bytes + chunk.length;
    if (needed > this.#held.length) {
      const larger = Buffer.allocUnsafe(Math.max(needed, 2 * this.#held.length));
      this.#held.copy(larger, 0, 0, this.#bytes);
      this.#held = larger;
    }
    chunk.copy(this.#held, this.#bytes);
    return this.#held.subarray(0, needed);
  }

  /** Keeps what lies behind `used`. */
  keep(data: Buffer, used: number): void {
    const isHere = data.buffer === this.#held.buffer && data.byteOffset === this.#held.byteOffset;
    this.#bytes = data.length - used;
    if (this.#bytes === 0 || (isHere && used === 0)) return;
    if (this.#bytes > this.#held.length) {
      this.#held = Buffer.allocUnsafe(Math.max(this.#bytes, 2 * this.#held.length));
    }
    data.copy(this.#held, 0, used);
  }
}

export function lengthByCursor(): Run {
  const rest = new Rest();
  return (chunks) => {
    let frames = 0;
    let sum = 0;
    for (const chunk of chunks) {
      const data = rest.with(chunk);
      const end = data.length;
      let at = 0;
      while (end - at >= 4) {
        const length = data.readUInt32BE(at);
        if (length > LIMIT_BYTES) throw new RangeError("too large");
        if (end - at - 4 < length) break;
        ++frames;
        sum += digest(data.subarray(at + 4, at + 4 + length));
        at += 4 + length;
      }
      rest.keep(data, at);
    }
    return { frames, sum };
  };
}

/** A PostgreSQL message: a type, and a length that counts itself. */
export function postgresByCursor(): Run {
  const rest = new Rest();
  return (chunks) => {
    let frames = 0;
    let sum = 0;
    for (const chunk of chunks) {
      const data = rest.with(chunk);
      const end = data.length;
      let at = 0;
      while (end - at >= 5) {
        const length = data.readUInt32BE(at + 1);
        if (length < 4 || length > LIMIT_BYTES) throw new RangeError("not a message");
        if (end - at - 1 < length) break;
        ++frames;
        sum += digest(data.subarray(at + 5, at + 1 + length));
        at += 1 + length;
      }
      rest.keep(data, at);
    }
    return { frames, sum };
  };
}

export function varintByCursor(): Run {
  const rest = new Rest();
  return (chunks) => {
    let frames = 0;
    let sum = 0;
    for (const chunk of chunks) {
      const data = rest.with(chunk);
      const end = data.length;
      let used = 0;
      for (;;) {
        let at = used;
        let length = 0;
        let shift = 0;
        let byte = 0x80;
        while (at < end && byte >= 0x80) {
          if (shift > 28) throw new RangeError("too long");
          byte = data[at++] as number;
          length += (byte & 0x7f) * 2 ** shift;
          shift += 7;
        }
        if (byte >= 0x80) break;
        if (length > LIMIT_BYTES) throw new RangeError("too large");
        if (end - at < length) break;
        ++frames;
        sum += digest(data.subarray(at, at + length));
        used = at + length;
      }
      rest.keep(data, used);
    }
    return { frames, sum };
  };
}

/** LF with the scan that the runtime offers; `pair` wants CR before it, else one is taken off. */
export function linesByCursor(pair: boolean): Run {
  const rest = new Rest();
  let seen = 0;
  return (chunks) => {
    let frames = 0;
    let sum = 0;
    for (const chunk of chunks) {
      const data = rest.with(chunk);
      let at = 0;
      for (let end = data.indexOf(0x0a, seen); end !== -1; end = data.indexOf(0x0a, seen)) {
        seen = end + 1;
        const isReturn = end > at && data[end - 1] === 0x0d;
        if (pair && !isReturn) continue;
        const last = isReturn ? end - 1 : end;
        if (last - at > LIMIT_BYTES) throw new RangeError("too large");
        ++frames;
        sum += digest(data.subarray(at, last));
        at = seen;
      }
      rest.keep(data, at);
      seen = data.length - at;
    }
    return { frames, sum };
  };
}

/** Unmasked messages of one frame: lengths of 7, 16 and 64 bits. */
export function websocketByCursor(): Run {
  const rest = new Rest();
  return (chunks) => {
    let frames = 0;
    let sum = 0;
    for (const chunk of chunks) {
      const data = rest.with(chunk);
      const end = data.length;
      let used = 0;
      while (end - used >= 2) {
        let at = used + 2;
        let length = (data[used + 1] as number) & 0x7f;
        if (length === 126) {
          if (end - used < 4) break;
          length = data.readUInt16BE(used + 2);
          at = used + 4;
        } else if (length === 127) {
          if (end - used < 10) break;
          length = Number(data.readBigUInt64BE(used + 2));
          at = used + 10;
        }
        if (length > LIMIT_BYTES) throw new RangeError("too large");
        if (end - at < length) break;
        ++frames;
        sum += digest(data.subarray(at, at + length));
        used = at + length;
      }
      rest.keep(data, used);
    }
    return { frames, sum };
  };
}
