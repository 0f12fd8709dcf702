import { CORE } from "./core.js";
import { bareStream, echoes } from "./echo-engine.js";
import { ENCODE } from "./encode.js";
import type { Micros } from "./micro.js";

export const MICROS: Micros = {
  ...ENCODE,
  "engine: u32 + 64 B over a stream in memory": {
    "millrace, onFrame and send": echoes,
    "the stream alone, unframed": bareStream,
  },
  ...CORE,
};
