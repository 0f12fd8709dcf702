/** What a page without millrace does with bytes that come: no Buffer there. */
import type { PlainRun } from "../contestants/contestant.js";
import { digest, digestText } from "../digest.js";

const LIMIT_BYTES = 8 * 1024 * 1024;

function joined(rest: Uint8Array, chunk: Uint8Array): Uint8Array {
  if (rest.length === 0) return chunk;
  const data = new Uint8Array(rest.length + chunk.length);
  data.set(rest);
  data.set(chunk, rest.length);
  return data;
}

export function lengthByHand(): PlainRun {
  return (chunks) => {
    let frames = 0;
    let sum = 0;
    let rest = new Uint8Array(0);
    for (const chunk of chunks) {
      const data = joined(rest, chunk);
      const view = new DataView(data.buffer, data.byteOffset, data.length);
      let at = 0;
      while (data.length - at >= 4) {
        const length = view.getUint32(at);
        if (length > LIMIT_BYTES) throw new RangeError("too large");
        if (data.length - at - 4 < length) break;
        ++frames;
        sum += digest(data.subarray(at + 4, at + 4 + length));
        at += 4 + length;
      }
      rest = data.slice(at);
    }
    return { frames, sum };
  };
}

export function linesByHand(): PlainRun {
  return (chunks) => {
    let frames = 0;
    let sum = 0;
    let rest = new Uint8Array(0);
    for (const chunk of chunks) {
      const data = joined(rest, chunk);
      let at = 0;
      for (let end = data.indexOf(0x0a); end !== -1; end = data.indexOf(0x0a, at)) {
        if (end - at > LIMIT_BYTES) throw new RangeError("too large");
        ++frames;
        sum += digest(data.subarray(at, end));
        at = end + 1;
      }
      rest = data.slice(at);
    }
    return { frames, sum };
  };
}

/** What most pages do: text of all bytes, then lines of it. */
export function linesByText(): PlainRun {
  return (chunks) => {
    const decoder = new TextDecoder();
    let frames = 0;
    let sum = 0;
    let rest = "";
    for (const chunk of chunks) {
      const parts = (rest + decoder.decode(chunk, { stream: true })).split("\n");
      rest = parts.pop() ?? "";
      if (rest.length > LIMIT_BYTES) throw new RangeError("too large");
      for (const line of parts) sum += digestText(line);
      frames += parts.length;
    }
    return { frames, sum };
  };
}
