import { lengthField, lengthPrefixed } from "../../src/codec.js";
import { hex } from "../support/wire.js";
import { type Vector, incomplete, malformed, oversize } from "./vector.js";

/** How much is taken off the front. */
const strips: readonly Vector[] = [
  {
    name: "strip 0 delivers the header too",
    framing: lengthField({ offset: 1, size: 2, strip: 0 }),
    stream: ["A", 0, 2, "hi", "B", 0, 0],
    frames: [
      ["A", 0, 2, "hi"],
      ["B", 0, 0],
    ],
  },
  {
    name: "strip in front of the length delivers the length",
    framing: lengthField({ offset: 2, size: 1, strip: 1 }),
    stream: ["ab", 3, "xyz"],
    frames: [["b", 3, "xyz"]],
  },
  {
    name: "strip in the middle of the length delivers the rest of it",
    framing: lengthField({ size: 4, strip: 3 }),
    stream: [0, 0, 0, 2, "hi"],
    frames: [[2, "hi"]],
  },
  {
    name: "strip of the header delivers the payload",
    framing: lengthField({ offset: 2, size: 1, strip: 3 }),
    stream: ["ab", 1, "x", "cd", 0],
    frames: [["x"], []],
  },
  {
    name: "strip beyond the header takes the first bytes of the payload",
    framing: lengthField({ size: 1, strip: 3 }),
    stream: [5, "--abc", 2, "--"],
    frames: [["abc"], []],
  },
  {
    name: "a frame shorter than what is stripped is malformed",
    framing: lengthField({ size: 1, strip: 3 }),
    stream: [3, "--a", 1, "-"],
    frames: [["a"]],
    failure: malformed(4, 1),
  },
];

const TRAILER = hex("ce");
const PAIR = hex("0d0a");

/** The last bytes of a frame: counted, checked, taken off. */
const trailers: readonly Vector[] = [
  {
    name: "a trailer is counted in the length and taken off",
    framing: lengthField({ size: 1, trailer: PAIR }),
    stream: [4, "hi\r\n", 2, "\r\n"],
    frames: [["hi"], []],
  },
  {
    name: "a trailer beside an adjustment, with the header kept",
    framing: lengthField({ size: 1, adjustment: 1, strip: 0, trailer: TRAILER }),
    stream: [2, "hi", 0xce, 0, 0xce],
    frames: [[2, "hi"], [0]],
  },
  {
    name: "a wrong trailer is malformed",
    framing: lengthField({ size: 1, trailer: TRAILER }),
    stream: [2, "a", 0xce, 2, "b", 0xcd, 2, "c", 0xce],
    frames: [["a"]],
    failure: malformed(3, 2),
  },
  {
    name: "the last byte of a trailer is checked",
    framing: lengthField({ size: 1, trailer: PAIR }),
    stream: [3, "a\r\n", 3, "b\r\r"],
    frames: [["a"]],
    failure: malformed(4, 3),
  },
  {
    name: "a trailer whose first byte is wrong fails before the second has come",
    framing: lengthField({ size: 1, trailer: PAIR }),
    stream: [3, "b\n"],
    frames: [],
    failure: malformed(0, 3),
  },
  {
    name: "a trailer that has not come is no failure",
    framing: lengthField({ size: 1, trailer: PAIR }),
    stream: [3, "b\r"],
    frames: [],
    failure: incomplete(0, 3, 1),
  },
  {
    name: "a length with no room for the trailer is malformed",
    framing: lengthField({ size: 1, trailer: PAIR }),
    stream: [1, "\n"],
    frames: [],
    failure: malformed(0, 1),
  },
  {
    name: "a length with no room for what is stripped in front of the trailer is malformed",
    framing: lengthField({ size: 1, strip: 2, trailer: PAIR }),
    stream: [3, "-\r\n", 2, "\r\n"],
    frames: [[]],
    failure: malformed(4, 2),
  },
  {
    name: "a trailer of 64 bytes",
    framing: lengthField({ size: 1, trailer: new Uint8Array(64).fill(7) }),
    stream: [65, "x", new Uint8Array(64).fill(7), 64, new Uint8Array(64).fill(7)],
    frames: [["x"], []],
  },
];

/** What follows the length field is limited: checked on the header, whatever follows it. */
const limits: readonly Vector[] = [
  {
    name: "a frame of exactly the limit",
    framing: lengthPrefixed(1, { maxFrameBytes: 3 }),
    stream: [3, "abc", 0, 3, "def"],
    frames: [["abc"], [], ["def"]],
  },
  {
    name: "a frame one byte over the limit, of which only the header has come",
    framing: lengthPrefixed(1, { maxFrameBytes: 3 }),
    stream: [3, "abc", 4],
    frames: [["abc"]],
    failure: oversize(4, 4),
  },
  {
    name: "the adjustment counts in the limit, the header does not",
    framing: lengthField({ offset: 4, size: 1, adjustment: 1, strip: 0, maxFrameBytes: 3 }),
    stream: ["----", 2, "abc", "----", 3],
    frames: [["----", 2, "abc"]],
    failure: oversize(8, 4),
  },
  {
    name: "the trailer counts in the limit",
    framing: lengthField({ size: 1, trailer: TRAILER, maxFrameBytes: 2 }),
    stream: [2, "a", 0xce, 3, "ab", 0xce],
    frames: [["a"]],
    failure: oversize(3, 3),
  },
  {
    name: "a limit of 0 allows empty frames only",
    framing: lengthPrefixed(2, { maxFrameBytes: 0 }),
    stream: [0, 0, 0, 0, 0, 1, "x"],
    frames: [[], []],
    failure: oversize(4, 1),
  },
  {
    name: "the default limit is 8 MiB",
    framing: lengthPrefixed(4),
    stream: [0, 0, 0, 0, 0, 0x80, 0, 1],
    frames: [[]],
    failure: oversize(4, 8 * 1024 * 1024 + 1),
  },
  {
    name: "a header of exactly the default limit only needs more bytes",
    framing: lengthPrefixed(4),
    stream: [0, 0x80, 0, 0, "x"],
    frames: [],
    failure: incomplete(0, 5, 8 * 1024 * 1024 - 1),
  },
];

export const lengthShape: readonly Vector[] = [...strips, ...trailers, ...limits];
