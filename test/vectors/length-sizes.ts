import { type Endian, lengthField, lengthPrefixed } from "../../src/codec.js";
import { field } from "../support/wire.js";
import { type Vector, incomplete } from "./vector.js";

const SIZES = [1, 2, 3, 4, 5, 6, 7, 8] as const;
const ENDIANS: readonly Endian[] = ["big", "little"];

/** Every size in both orders; 0x0103 bytes do not fit one byte, and tell the two orders apart. */
const sizes: readonly Vector[] = SIZES.flatMap((size) =>
  ENDIANS.map((endian): Vector => {
    const long = size === 1 ? "x".repeat(0x83) : "x".repeat(0x103);
    return {
      name: `a length of ${size} bytes, ${endian} endian`,
      framing: lengthPrefixed(size, { endian }),
      stream: [field(2, size, endian), "hi", field(long.length, size, endian), long],
      frames: [["hi"], [long]],
    };
  }),
);

/** The offset moves the field, not the bytes it counts. */
const offsets: readonly Vector[] = [1, 3, 16, 254, 255].map((offset) => ({
  name: `a length field at offset ${offset}`,
  framing: lengthField({ offset, size: 2 }),
  stream: ["-".repeat(offset), 0, 3, "abc", "=".repeat(offset), 0, 0],
  frames: [["abc"], []],
}));

const plain: readonly Vector[] = [
  {
    name: "no bytes at all",
    framing: lengthPrefixed(4),
    stream: [],
    frames: [],
  },
  {
    name: "the default: four bytes, big endian, not counting themselves",
    framing: lengthField(),
    stream: [0, 0, 0, 5, "hello", 0, 0, 0, 1, "!"],
    frames: [["hello"], ["!"]],
  },
  {
    name: "empty frames are frames",
    framing: lengthPrefixed(2),
    stream: [0, 0, 0, 0, 0, 1, "x", 0, 0],
    frames: [[], [], ["x"], []],
  },
  {
    name: "a length of 255 in one byte is not negative",
    framing: lengthPrefixed(1),
    stream: [255, "y".repeat(255)],
    frames: [["y".repeat(255)]],
  },
  {
    name: "the end inside a length field",
    framing: lengthPrefixed(4),
    stream: [0, 0, 0, 1, "a", 0, 0, 0],
    frames: [["a"]],
    failure: incomplete(5, 3, 1),
  },
  {
    name: "the end inside a payload",
    framing: lengthPrefixed(4),
    stream: [0, 0, 0, 5, "hel"],
    frames: [],
    failure: incomplete(0, 7, 2),
  },
  {
    name: "the end in front of a payload",
    framing: lengthPrefixed(2, { endian: "little" }),
    stream: [1, 0, "a", 7, 0],
    frames: [["a"]],
    failure: incomplete(3, 2, 7),
  },
  {
    name: "the end in front of a length field that has an offset",
    framing: lengthField({ offset: 3, size: 1 }),
    stream: ["abc"],
    frames: [],
    failure: incomplete(0, 3, 1),
  },
];

export const lengthSizes: readonly Vector[] = [...plain, ...sizes, ...offsets];
