import { lengthField, lengthPrefixed } from "../../src/codec.js";
import { field } from "../support/wire.js";
import { type Vector, malformed, oversize } from "./vector.js";

/** Added to the field's value: only the sum must not be negative. */
const adjustments: readonly Vector[] = [
  {
    name: "a length that counts itself",
    framing: lengthField({ size: 2, adjustment: -2 }),
    stream: [0, 4, "hi", 0, 2],
    frames: [["hi"], []],
  },
  {
    name: "a length that counts fewer bytes than follow",
    framing: lengthField({ size: 2, adjustment: 3 }),
    stream: [0, 0, "abc", 0, 2, "abcde"],
    frames: [["abc"], ["abcde"]],
  },
  {
    name: "a length smaller than the header it counts",
    framing: lengthField({ size: 2, adjustment: -2 }),
    stream: [0, 3, "a", 0, 0, "bc"],
    frames: [["a"]],
    failure: malformed(3, -2),
  },
  {
    name: "a sum of -1 is malformed, and the error says -1",
    framing: lengthField({ size: 2, adjustment: -2 }),
    stream: [0, 1],
    frames: [],
    failure: malformed(0, -1),
  },
  {
    name: "the largest negative adjustment",
    framing: lengthField({ size: 5, adjustment: -(2 ** 31 - 1) }),
    stream: [field(2 ** 31 - 1, 5), field(2 ** 31 + 1, 5), "hi", field(2 ** 31 - 2, 5)],
    frames: [[], ["hi"]],
    failure: malformed(12, -1),
  },
  {
    name: "the largest adjustment is over any limit",
    framing: lengthField({ size: 1, adjustment: 2 ** 31 - 1 }),
    stream: [1, "x"],
    frames: [],
    failure: oversize(0, 2 ** 31),
  },
];

const signed: readonly Vector[] = [
  {
    name: "a signed length of one byte: 0xff is -1",
    framing: lengthField({ size: 1, signed: true }),
    stream: [2, "hi", 0xff, "x"],
    frames: [["hi"]],
    failure: malformed(3, -1),
  },
  {
    name: "a negative value that the adjustment lifts to a frame",
    framing: lengthField({ size: 2, signed: true, adjustment: 3 }),
    stream: [0xff, 0xff, "ab", 0xff, 0xfd, 0xff, 0xfc],
    frames: [["ab"], []],
    failure: malformed(6, -1),
  },
  {
    name: "the sign is in the last byte of a little endian length",
    framing: lengthField({ size: 3, endian: "little", signed: true }),
    stream: [1, 0, 0, "x", 0, 0, 0x80],
    frames: [["x"]],
    failure: malformed(4, -(2 ** 23)),
  },
  {
    name: "a signed length of 8 bytes",
    framing: lengthField({ size: 8, signed: true }),
    stream: [field(1, 8), "x", field(-5n, 8)],
    frames: [["x"]],
    failure: malformed(9, -5),
  },
  {
    name: "the most negative length of 8 bytes is negative, whatever is subtracted from it",
    framing: lengthField({ size: 8, signed: true, adjustment: -5 }),
    stream: [field(6, 8), "x", field(-(2n ** 63n), 8)],
    frames: [["x"]],
    failure: malformed(9, -(2 ** 63)),
  },
  {
    name: "the largest signed length of 8 bytes is too large, whatever is added to it",
    framing: lengthField({ size: 8, signed: true, adjustment: 5 }),
    stream: [field(-4n, 8), "x", field(2n ** 63n - 1n, 8)],
    frames: [["x"]],
    failure: oversize(9, 2 ** 63),
  },
];

/** An unsigned length past 2^63 does not fit a signed 64-bit integer; it is large, not negative. */
const huge: readonly Vector[] = [
  ["2^63", 2n ** 63n, 0, 2 ** 63],
  ["2^64 - 1", 2n ** 64n - 1n, 0, 2 ** 64],
  ["2^64 - 1 and 5 more, which wraps to 4", 2n ** 64n - 1n, 5, 2 ** 64],
  ["2^64 - 1 and 1 more, which wraps to 0", 2n ** 64n - 1n, 1, 2 ** 64],
  ["2^64 - 5 less 5", 2n ** 64n - 5n, -5, 2 ** 64],
  ["2^63 - 1 and 5 more, which wraps to a negative one", 2n ** 63n - 1n, 5, 2 ** 63],
  ["2^63 less 1", 2n ** 63n, -1, 2 ** 63],
].map(([name, value, adjustment, declared]): Vector => ({
  name: `a length of ${String(name)}`,
  framing: lengthField({ size: 8, adjustment: Number(adjustment) }),
  stream: [field(BigInt(value ?? 0), 8), "never read"],
  frames: [],
  failure: oversize(0, Number(declared)),
}));

const wide: readonly Vector[] = [5, 6, 7, 8].map((size) => ({
  name: `a length of ${size} bytes that only the bytes above the fourth make too large`,
  framing: lengthPrefixed(size, { endian: "little" }),
  stream: [field(3, size, "little"), "abc", field(2n ** 32n + 3n, size, "little"), "abc"],
  frames: [["abc"]],
  failure: oversize(size + 3, 2 ** 32 + 3),
}));

export const lengthValues: readonly Vector[] = [...adjustments, ...signed, ...huge, ...wide];
