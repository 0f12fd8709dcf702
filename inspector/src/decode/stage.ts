import type { Framing, SimpleFraming } from "../../../src/codec.js";

/** The framing that this frame was cut under: that of its stage, where there are several. */
export function framingAt(framing: Framing, frame: number): SimpleFraming {
  if (framing.kind !== "stages") return framing;
  let before = 0;
  let last: SimpleFraming | undefined;
  for (const stage of framing.stages) {
    if (!("framing" in stage)) continue;
    last = stage.framing;
    before += stage.frames;
    if (frame < before) break;
  }
  return last ?? { kind: "raw", maxFrameBytes: 0, onOversize: "close" };
}
