import { describe, expect, test } from "vitest";
import { isSame, shown } from "../../src/testing/same.js";

class Point {
  readonly x: number;
  constructor(x: number) {
    this.x = x;
  }
}

describe("two messages", () => {
  test.each([
    [1, 1],
    [Number.NaN, Number.NaN],
    [undefined, undefined],
    [{ a: [1, { b: "c" }] }, { a: [1, { b: "c" }] }],
    [Uint8Array.of(1, 2), Uint8Array.of(0, 1, 2).subarray(1)],
    [new Map([["a", [1]]]), new Map([["a", [1]]])],
    [new Set([1, 2]), new Set([1, 2])],
    [new Date(5), new Date(5)],
    [new Point(1), new Point(1)],
    [1n, 1n],
  ])("%o and %o are the same", (some, other) => {
    expect(isSame(some, other)).toBe(true);
  });

  test.each([
    [1, "1"],
    [0, -0],
    [null, {}],
    [{ a: 1 }, { b: 1 }],
    [{ a: 1 }, { a: 1, b: undefined }],
    [[1, 2], [1]],
    [Uint8Array.of(1), Uint8Array.of(2)],
    [Uint8Array.of(1), Uint8Array.of(1, 2)],
    [new Map([["a", 1]]), new Map([["a", 2]])],
    [new Set([1]), new Set([2])],
    [new Date(5), new Date(6)],
    [new Point(1), { x: 1 }],
  ])("%o and %o differ", (some, other) => {
    expect(isSame(some, other)).toBe(false);
  });
});

test("a message is shown as a person reads it", () => {
  const circle: { self?: object } = {};
  circle.self = circle;
  const values = [Uint8Array.of(0, 255), "a", { a: 1 }, undefined, 1n, circle];
  const texts = ["<00 ff>", '"a"', '{"a":1}', "undefined", "1", "[object Object]"];
  expect(values.map(shown)).toEqual(texts);
});
