/** The decoder beside its oracle, on streams that nobody thought of. */
import { FrameDecoder, type Framing, lengthPrefixed } from "../../src/codec.js";
import { sharedCore } from "../../src/codec/shared-core.js";
import { type OracleOutcome, decodeSlowly } from "./oracle.js";
import { type Outcome, outcomeOf, readers, textOf } from "./outcome.js";
import type { Random } from "./random.js";
import { endsRaw, randomFramings } from "./random-framing.js";
import { randomStream } from "./random-stream.js";
import { randomCut } from "./splits.js";
import { shown } from "./wire.js";

export type Oracle = (framing: Framing, stream: Uint8Array) => OracleOutcome;

/** Framings of a round, those of stages counted: a core holds 512, and one is the good one. */
const FRAMINGS = 500;
const GOOD = lengthPrefixed(2);
const GOOD_STREAM = Uint8Array.of(0, 3, 0x67, 0x6f, 0x6f, 0, 0);

function expectedOf({ frames, discarded, failure }: OracleOutcome): Outcome {
  return { frames: frames.map(({ payload }) => shown(payload)), discarded, failure };
}

/** Framings as they are shown in a failure, their bytes in hex. */
export function optionsOf(framings: unknown): string {
  return JSON.stringify(framings, (_, value: unknown) =>
    value instanceof Uint8Array ? shown(value) : value,
  );
}

/** Where frames are on the wire, by the decoder's own account: `start+size`. */
function placesOf(framing: Framing, chunks: readonly Uint8Array[]): string {
  using decoder = new FrameDecoder(framing);
  const places: string[] = [];
  for (const chunk of chunks) {
    const batch = decoder.push(chunk);
    do {
      for (let i = 0; i < batch.length; ++i) {
        places.push(`${batch.position(i)}+${batch.wireSize(i)}`);
      }
    } while (batch.more());
  }
  return places.join();
}

function checkStream(random: Random, framing: Framing, oracle: Oracle): void {
  const stream = randomStream(random, framing);
  const chunks = randomCut(random, stream);
  const isRaw = endsRaw(framing);
  const found = oracle(framing, stream);
  const input = (): string => {
    const cuts = chunks.map((chunk) => chunk.length).join(", ");
    return `${optionsOf(framing)}\nstream ${shown(stream)}\nin chunks of ${cuts}`;
  };
  const check = (expected: string, actual: string): void => {
    if (actual === expected) return;
    throw new Error(`${input()}\nexpected ${expected}\ngot      ${actual}`);
  };
  const outcome = outcomeOf(framing, chunks, random.pick(readers));
  check(textOf(expectedOf(found), isRaw), textOf(outcome, isRaw));
  if (isRaw || !random.oneIn(8)) return;
  const places = found.frames.map(({ start, end }) => `${start}+${end - start}`);
  check(places.join(), placesOf(framing, chunks));
}

/** Whatever a peer has sent, the next connection starts afresh. */
function checkGoodFrame(): void {
  const decoder = new FrameDecoder(GOOD);
  const frames = decoder.push(GOOD_STREAM).copies().map(shown);
  decoder.dispose();
  if (frames.join() !== "67 6f 6f,") throw new Error("a fresh decoder fails on a good frame");
}

/** Nothing that was taken for a stream may stay out after it. */
export function checkHome(): void {
  const { bytesOut } = sharedCore().pool();
  const slots = sharedCore().raw.slotsTaken();
  if (bytesOut > 0 || slots > 0) throw new Error(`${bytesOut} bytes and ${slots} slots stay out`);
}

/**
 * Decodes `streams` random streams under hundreds of random framings.
 *
 * @throws Error with framing, stream and cuts at the first outcome that is not the oracle's.
 */
export function compareRound(random: Random, streams: number, oracle: Oracle = decodeSlowly): void {
  const framings = randomFramings(random, FRAMINGS);
  for (let i = 0; i < streams; ++i) {
    checkStream(random, random.pick(framings), oracle);
    checkGoodFrame();
  }
  checkHome();
}
