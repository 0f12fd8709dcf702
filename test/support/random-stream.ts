import type { Framing, SimpleFraming, Stage } from "../../src/codec.js";
import { randomFrame, tellingBytes } from "./random-frame.js";
import type { Random } from "./random.js";
import { join } from "./wire.js";

function stageBytes(random: Random, stage: Stage): Uint8Array[] {
  if ("skip" in stage) return [random.bytes(stage.skip)];
  const count = Math.min(stage.frames, random.integer(0, 4));
  // Few streams get beyond a stage whose frames are not all there.
  const frames = stage.frames === Infinity || random.oneIn(8) ? count : stage.frames;
  return Array.from({ length: frames }, () => randomFrame(random, stage.framing));
}

/** Frames in a row, good ones if nobody spoils them. */
export function randomFrames(random: Random, framing: Framing): Uint8Array<ArrayBuffer> {
  if (framing.kind === "stages") {
    return join(framing.stages.flatMap((stage) => stageBytes(random, stage)));
  }
  const count = random.integer(0, 6);
  return join(Array.from({ length: count }, () => randomFrame(random, framing)));
}

/** Some framing whose bytes tell something here. */
function anyFraming(random: Random, framing: Framing): SimpleFraming {
  if (framing.kind !== "stages") return framing;
  const framings = framing.stages.flatMap((stage) => ("framing" in stage ? [stage.framing] : []));
  return random.pick(framings);
}

/** Other bytes in some places. */
function flip(random: Random, stream: Uint8Array, framing: Framing): Uint8Array<ArrayBuffer> {
  const flipped = stream.slice();
  const telling = tellingBytes(random, anyFraming(random, framing), 3);
  for (let flips = random.integer(0, 2); flips >= 0; --flips) {
    flipped[random.integer(0, stream.length - 1)] = telling[flips] ?? 0;
  }
  return flipped;
}

/** Some bytes less, or some twice. */
function shift(random: Random, stream: Uint8Array): Uint8Array<ArrayBuffer> {
  const at = random.integer(0, stream.length);
  const bytes = random.integer(1, random.pick([1, 3, 40]));
  if (random.oneIn(2)) return join([stream.subarray(0, at), stream.subarray(at + bytes)]);
  return join([stream.subarray(0, at + bytes), stream.subarray(at)]);
}

function spoil(random: Random, whole: Uint8Array, framing: Framing): Uint8Array {
  let stream = whole;
  if (stream.length > 0 && random.oneIn(3)) stream = flip(random, stream, framing);
  if (stream.length > 0 && random.oneIn(8)) stream = shift(random, stream);
  if (random.oneIn(3)) return stream.subarray(0, random.integer(0, stream.length));
  if (!random.oneIn(8)) return stream;
  return join([stream, tellingBytes(random, anyFraming(random, framing), 8), stream]);
}

/** More frames than fit a table. */
function manyFrames(random: Random, framing: SimpleFraming): Uint8Array<ArrayBuffer> {
  const few = join(Array.from({ length: 3 }, () => randomFrame(random, framing)));
  const times = few.length > 100 ? 1 : random.integer(300, 1_200);
  return join(Array.from({ length: times }, () => few));
}

/** A stream for this framing: whole, spoiled, cut short, or nothing but chance. */
export function randomStream(random: Random, framing: Framing): Uint8Array {
  if (random.oneIn(8)) {
    return tellingBytes(random, anyFraming(random, framing), random.integer(0, 40));
  }
  const isMany = framing.kind !== "stages" && random.oneIn(100);
  const stream = isMany ? manyFrames(random, framing) : randomFrames(random, framing);
  return spoil(random, stream, framing);
}
