/** What everybody writes first: put the rest before the next chunk, cut the frames out. */
import { digest } from "../digest.js";
import { LIMIT_BYTES, type Run } from "./contestant.js";

export function lengthByConcat(): Run {
  return (chunks) => {
    let frames = 0;
    let sum = 0;
    let rest: Buffer | undefined;
    for (const chunk of chunks) {
      const data = rest === undefined ? chunk : Buffer.concat([rest, chunk]);
      let at = 0;
      while (data.length - at >= 4) {
        const length = data.readUInt32BE(at);
        if (length > LIMIT_BYTES) throw new RangeError("too large");
        if (data.length - at - 4 < length) break;
        ++frames;
        sum += digest(data.subarray(at + 4, at + 4 + length));
        at += 4 + length;
      }
      rest = at < data.length ? data.subarray(at) : undefined;
    }
    return { frames, sum };
  };
}

export function linesByConcat(): Run {
  return (chunks) => {
    let frames = 0;
    let sum = 0;
    let rest: Buffer | undefined;
    for (const chunk of chunks) {
      const data = rest === undefined ? chunk : Buffer.concat([rest, chunk]);
      let at = 0;
      for (let end = data.indexOf(0x0a, at); end !== -1; end = data.indexOf(0x0a, at)) {
        const last = end > at && data[end - 1] === 0x0d ? end - 1 : end;
        if (last - at > LIMIT_BYTES) throw new RangeError("too large");
        ++frames;
        sum += digest(data.subarray(at, last));
        at = end + 1;
      }
      rest = at < data.length ? data.subarray(at) : undefined;
    }
    return { frames, sum };
  };
}
