import { describe, expect, test } from "vitest";
import { DribbleRule, FramePlan, makeNoise } from "../../src/cli/load/plan.js";

const FRAMES = 200_000;

function sizes(seed: number, connection: number, frames: number): number[] {
  const plan = new FramePlan(seed, connection);
  return Array.from({ length: frames }, () => {
    plan.next();
    return plan.size;
  });
}

describe("the sizes of the frames", () => {
  const all = sizes(1, 0, FRAMES);
  const share = (from: number, to: number): number => {
    return all.filter((size) => size >= from && size <= to).length / FRAMES;
  };

  test("are 90 % up to 256 bytes, 9 % up to 4 KiB, 1 % up to 64 KiB", () => {
    expect(share(0, 256)).toBeCloseTo(0.9, 2);
    expect(share(257, 4096)).toBeCloseTo(0.09, 2);
    expect(share(4097, 65_536)).toBeCloseTo(0.01, 2);
  });

  test("reach both ends: empty frames are among them, and some near 64 KiB", () => {
    expect(all.filter((size) => size === 0).length).toBeGreaterThan(FRAMES / 1000);
    expect(all).toContain(256);
    expect(Math.max(...all.slice(0, 100_000))).toBeGreaterThan(65_000);
    expect(share(0, 65_536)).toBe(1);
  });
});

describe("a seed", () => {
  test("gives the same frames each time", () => {
    expect(sizes(5, 2, 100)).toEqual(sizes(5, 2, 100));
    expect(makeNoise(5).equals(makeNoise(5))).toBe(true);
  });

  test("gives other frames than another one, and on each connection others", () => {
    expect(sizes(5, 2, 100)).not.toEqual(sizes(6, 2, 100));
    expect(sizes(5, 2, 100)).not.toEqual(sizes(5, 3, 100));
    expect(makeNoise(5).equals(makeNoise(6))).toBe(false);
  });
});

test("every payload lies inside the noise", () => {
  const noise = makeNoise(1);
  const plan = new FramePlan(1, 0);
  for (let i = 0; i < FRAMES; ++i) {
    plan.next();
    if (plan.start + plan.size > noise.length) expect.fail(`frame ${i} ends behind the noise`);
  }
});

describe("byte by byte", () => {
  function dribbled(connections: number, dribbling: number, framesEach: number): number {
    let count = 0;
    for (let place = 0; place < dribbling; ++place) {
      const rule = new DribbleRule(connections, dribbling, place);
      for (let i = 0; i < framesEach; ++i) if (rule.applyTo(i)) ++count;
    }
    return count;
  }

  test.each([
    { connections: 32, dribbling: 8, framesEach: 62_500, count: 2000 },
    { connections: 32, dribbling: 8, framesEach: 625, count: 20 },
    { connections: 1, dribbling: 1, framesEach: 2000, count: 2 },
  ])(
    "goes one frame in a thousand: $count of $connections x $framesEach",
    ({ connections, dribbling, framesEach, count }) => {
      expect(dribbled(connections, dribbling, framesEach)).toBe(count);
    },
  );

  test("goes no frame of a connection that cannot", () => {
    const rule = new DribbleRule(32, 8, undefined);
    for (let i = 0; i < 1000; ++i) expect(rule.applyTo(i)).toBe(false);
  });
});
