import { digestAt } from "../digest.js";
import type { Run } from "./contestant.js";

/** No decoder: copies the bytes of each frame once, into memory that is there. It knows where chunks begin frames. */
export function copyOnce(): Run {
  let memory = Buffer.alloc(0);
  return (chunks) => {
    let frames = 0;
    let sum = 0;
    let at = 0;
    let bytes = 0;
    for (const chunk of chunks) {
      if (at === 0) bytes = 4 + chunk.readUInt32BE();
      if (memory.length < bytes) memory = Buffer.alloc(bytes);
      memory.set(chunk, at);
      at += chunk.length;
      if (at < bytes) continue;
      ++frames;
      sum += digestAt(memory, 4, bytes - 4);
      at = 0;
    }
    return { frames, sum };
  };
}
