import { describe, expect, test } from "vitest";
import { Gaps } from "../../inspector/src/capture/gaps.js";
import { presetOf, SERVER_PORTS } from "../../inspector/src/capture/ports.js";
import { presets } from "../../src/codec.js";

describe("the preset of a port", () => {
  test("is one that there is, for each end, from the start or the middle", () => {
    const names = SERVER_PORTS.flatMap((port) =>
      [true, false].flatMap((isFromClient) =>
        [true, false].map((hasStart) => presetOf(port, isFromClient, hasStart)),
      ),
    );
    expect(names.filter((name) => name === undefined || !(name in presets))).toEqual([]);
  });

  test.each([
    [5432, true, true, "postgresStartup"],
    [5432, true, false, "postgres"],
    [5432, false, true, "postgres"],
    [5672, true, true, "amqpStartup"],
    [22, false, true, "sshStartup"],
    [3306, true, true, "mysql"],
    [1883, false, false, "mqtt"],
    [53, true, true, "dns"],
    [9092, true, false, "kafka"],
    [27_017, false, true, "mongodb"],
    [40_000, true, true, undefined],
  ])("%i, from the client: %s, from the start: %s", (port, isFromClient, hasStart, name) => {
    expect(presetOf(port, isFromClient, hasStart)).toBe(name);
  });
});

test("gaps know the bytes that are theirs", () => {
  const gaps = new Gaps(Uint32Array.of(3, 2, 9, 1));
  const missing = Array.from({ length: 12 }, (_, position) => gaps.has(position));
  expect(missing.flatMap((isMissing, position) => (isMissing ? [position] : []))).toEqual([
    3, 4, 9,
  ]);
  expect(gaps.first(1)).toEqual([{ position: 3, bytes: 2 }]);
  expect([gaps.length, gaps.bytes]).toEqual([2, 3]);
});
