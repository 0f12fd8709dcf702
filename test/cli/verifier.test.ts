import { describe, expect, test } from "vitest";
import { FramePlan, makeNoise } from "../../src/cli/load/plan.js";
import { Verifier } from "../../src/cli/load/verifier.js";

const SEED = 11;
const CONNECTION = 3;
const FRAMES = 40;
const noise = makeNoise(SEED);

/** The payloads of the plan, as a sender would send them. */
function sent(): Uint8Array[] {
  const plan = new FramePlan(SEED, CONNECTION);
  return Array.from({ length: FRAMES }, () => {
    plan.next();
    return Uint8Array.from(noise.subarray(plan.start, plan.start + plan.size));
  });
}

function verify(payloads: readonly Uint8Array[]): Verifier {
  const verifier = new Verifier(new FramePlan(SEED, CONNECTION), noise, FRAMES);
  for (const payload of payloads) {
    // Where a frame lies in its memory is nothing to rely on.
    const memory = new Uint8Array(payload.length + 9);
    memory.set(payload, 5);
    verifier.check(memory, 5, payload.length);
  }
  return verifier;
}

/** The payloads with one replaced. */
function replaced(index: number, make: (payload: Uint8Array) => Uint8Array): Uint8Array[] {
  return sent().map((payload, i) => (i === index ? make(payload) : payload));
}

/** Index of the first frame with so many bytes at least. */
function sized(least: number): number {
  return sent().findIndex((payload) => payload.length >= least);
}

describe("an echo that is right", () => {
  test("is complete, with nothing wrong and nothing missing", () => {
    const payloads = sent();
    const verifier = verify(payloads);
    expect(verifier).toMatchObject({ frames: FRAMES, wrongFrames: 0, wrongBytes: 0, missing: 0 });
    expect(verifier.bytes).toBe(payloads.reduce((sum, payload) => sum + payload.length, 0));
    expect(verifier.isComplete).toBe(true);
    expect(verifier.fault).toBeUndefined();
  });

  test("is not complete one frame before its end", () => {
    const verifier = verify(sent().slice(0, -1));
    expect(verifier.isComplete).toBe(false);
    expect(verifier).toMatchObject({ wrongFrames: 0, missing: 1 });
  });
});

describe("an echo that is wrong", () => {
  const place = sized(16);

  test.each([
    { where: "the first byte", at: (size: number) => [0].slice(0, size) },
    { where: "the last byte", at: (size: number) => [size - 1] },
    { where: "two bytes in the middle", at: (size: number) => [size >> 1, (size >> 1) + 1] },
  ])("in $where is found", ({ at }) => {
    const size = sent()[place]?.length ?? 0;
    const places = at(size);
    const verifier = verify(
      replaced(place, (payload) =>
        payload.map((byte, i) => (places.includes(i) ? byte ^ 1 : byte)),
      ),
    );
    expect(verifier).toMatchObject({ wrongFrames: 1, wrongBytes: places.length, missing: 0 });
    const wrong = `${places.length} of its ${size} bytes came back wrong`;
    expect(verifier.fault).toBe(`frame ${place}: ${wrong}`);
  });

  test("because a frame is a byte short is found", () => {
    const verifier = verify(replaced(place, (payload) => payload.subarray(0, -1)));
    expect(verifier).toMatchObject({ wrongFrames: 1, wrongBytes: 1 });
    expect(verifier.fault).toMatch(/bytes were sent, \d+ came back$/);
  });

  test("because a frame has bytes too many is found", () => {
    const verifier = verify(replaced(place, (payload) => Uint8Array.of(...payload, 1, 2)));
    expect(verifier).toMatchObject({ wrongFrames: 1, wrongBytes: 2 });
  });

  test("because a frame has become empty is found", () => {
    const size = sent()[place]?.length ?? 0;
    const verifier = verify(replaced(place, () => new Uint8Array(0)));
    expect(verifier).toMatchObject({ wrongFrames: 1, wrongBytes: size });
  });

  test("because two frames have changed places is found", () => {
    const payloads = sent();
    payloads.splice(place, 2, payloads[place + 1] as Uint8Array, payloads[place] as Uint8Array);
    expect(verify(payloads).wrongFrames).toBe(2);
  });

  test("because a frame is lost is found, and what is missing counted", () => {
    const payloads = sent();
    payloads.splice(place, 1);
    const verifier = verify(payloads);
    expect(verifier.wrongFrames).toBeGreaterThan(0);
    expect(verifier.missing).toBe(1);
    expect(verifier.isComplete).toBe(false);
  });

  test("because a frame came twice is found", () => {
    const payloads = sent();
    payloads.splice(place, 0, payloads[place] as Uint8Array);
    expect(verify(payloads).wrongFrames).toBeGreaterThan(0);
  });

  test("because there is a frame too many is found, even an empty one", () => {
    const verifier = verify([...sent(), new Uint8Array(0)]);
    expect(verifier).toMatchObject({ wrongFrames: 1, wrongBytes: 0, missing: 0 });
    expect(verifier.fault).toBe(`frame ${FRAMES}: only ${FRAMES} frames were sent`);
  });

  test("because it is that of another connection is found", () => {
    const other = new FramePlan(SEED, CONNECTION + 1);
    const verifier = new Verifier(new FramePlan(SEED, CONNECTION), noise, FRAMES);
    for (let i = 0; i < FRAMES; ++i) {
      other.next();
      verifier.check(noise, other.start, other.size);
    }
    expect(verifier.wrongFrames).toBeGreaterThan(FRAMES / 2);
  });
});
