/**
 * Streams whose framing changes on the way, decoded by the product and by the oracle. What is discarded
 * is not counted: a batch counts for the scan that was made of it, not for the one that took its place.
 */
import { type FrameBatch, FrameDecoder, type Framing, ProtocolError } from "../../src/codec.js";
import { checkHome, optionsOf } from "./differential.js";
import { decodeSlowly } from "./oracle.js";
import { type Outcome, failureOf, textOf } from "./outcome.js";
import type { Random } from "./random.js";
import { endsRaw, randomFraming, randomFramings } from "./random-framing.js";
import { randomFrames } from "./random-stream.js";
import { randomCut } from "./splits.js";
import { join, shown } from "./wire.js";

const FRAMINGS = 400;

/** A framing, and after how many of its frames the next one takes over. */
export interface Stage {
  readonly framing: Framing;
  readonly frames: number;
}

/** Decodes chunks, switching in the middle of each walk, behind the frame being looked at. */
export function decodeSwitching(stages: readonly Stage[], chunks: readonly Uint8Array[]): Outcome {
  const [first, ...rest] = stages;
  if (first === undefined) throw new RangeError("a stream has a framing");
  const decoder = new FrameDecoder(first.framing);
  const frames: string[] = [];
  let left = first.frames;
  const walk = (batch: FrameBatch): void => {
    for (const frame of batch) {
      frames.push(shown(frame.bytes()));
      const next = --left > 0 ? undefined : rest.shift();
      if (next === undefined) continue;
      left = next.frames;
      walk(decoder.switchTo(next.framing, frame));
    }
  };
  for (const chunk of chunks) {
    try {
      walk(decoder.push(chunk));
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error;
    }
  }
  const { error } = decoder.end();
  decoder.dispose();
  return { frames, discarded: 0, failure: failureOf(error) };
}

/** The same by the oracle: each framing decodes the whole rest, and its surplus is forgotten. */
export function decodeSwitchingSlowly(stages: readonly Stage[], stream: Uint8Array): Outcome {
  const frames: string[] = [];
  let at = 0;
  for (const [i, { framing, frames: count }] of stages.entries()) {
    const found = decodeSlowly(framing, stream, at);
    const isLast = i === stages.length - 1 || found.frames.length < count;
    const counted = isLast ? found.frames : found.frames.slice(0, count);
    frames.push(...counted.map(({ payload }) => shown(payload)));
    if (isLast) return { frames, discarded: 0, failure: found.failure };
    at = counted.at(-1)?.end ?? at;
  }
  return { frames, discarded: 0, failure: undefined };
}

/** Raw frames are what the cuts make them, so nothing can be counted in them. */
function countableFraming(random: Random): Framing {
  const framing = randomFraming(random);
  return endsRaw(framing) ? countableFraming(random) : framing;
}

function randomStages(random: Random, framings: readonly Framing[]): Stage[] {
  return Array.from({ length: random.integer(2, 5) }, () => ({
    framing: random.pick(framings),
    frames: random.integer(1, 3),
  }));
}

/**
 * Decodes `streams` random streams whose framing changes on the way.
 *
 * @throws Error with framings, stream and cuts at the first outcome that is not the oracle's.
 */
export function compareSwitchingRound(random: Random, streams: number): void {
  const framings = randomFramings(random, FRAMINGS, countableFraming);
  for (let i = 0; i < streams; ++i) {
    const stages = randomStages(random, framings);
    const stream = join(stages.map(({ framing }) => randomFrames(random, framing)));
    const chunks = randomCut(random, stream);
    const actual = textOf(decodeSwitching(stages, chunks));
    const expected = textOf(decodeSwitchingSlowly(stages, stream));
    if (actual === expected) continue;
    const cuts = chunks.map((chunk) => chunk.length).join(", ");
    const input = `${optionsOf(stages)}\nstream ${shown(stream)}\nin chunks of ${cuts}`;
    throw new Error(`${input}\nexpected ${expected}\ngot      ${actual}`);
  }
  checkHome();
}
