import { varint } from "../../src/codec.js";
import { type Vector, incomplete, malformed, oversize } from "./vector.js";

/** `count` bytes of a length that say nothing but that it goes on. */
const goingOn = (count: number): Uint8Array => new Uint8Array(count).fill(0x80);

const lengths: readonly Vector[] = [
  {
    name: "lengths of one byte and of two",
    framing: varint(),
    stream: [2, "hi", 0, 0xac, 0x02, "x".repeat(300), 0x7f, "y".repeat(127)],
    frames: [["hi"], [], ["x".repeat(300)], ["y".repeat(127)]],
  },
  {
    name: "a length of five bytes that needed only one",
    framing: varint(),
    stream: [0x82, 0x80, 0x80, 0x80, 0x00, "hi", 1, "!"],
    frames: [["hi"], ["!"]],
  },
  {
    name: "a length of ten bytes that needed only one",
    framing: varint({ maxBytes: 10 }),
    stream: [0x83, goingOn(8), 0x00, "abc", 0],
    frames: [["abc"], []],
  },
  {
    name: "a length that counts itself, in one byte",
    framing: varint({ adjustment: -1 }),
    stream: [3, "hi", 1, 0],
    frames: [["hi"], []],
    failure: malformed(4, -1),
  },
  {
    name: "a length that counts fewer bytes than follow",
    framing: varint({ adjustment: 2 }),
    stream: [0, "ab", 1, "abc"],
    frames: [["ab"], ["abc"]],
  },
  {
    name: "a length that its adjustment makes a short one, before its last byte has come",
    framing: varint({ adjustment: -128, maxFrameBytes: 3 }),
    stream: [0x83, 0x01, "abc", 0xff],
    frames: [["abc"]],
    failure: incomplete(5, 1, 1),
  },
];

/** What no byte that follows can make right. */
const overlong: readonly Vector[] = [
  {
    name: "a varint that goes on in its fifth byte, which is the last",
    framing: varint(),
    stream: [1, "a", goingOn(5)],
    frames: [["a"]],
    failure: malformed(2),
  },
  {
    name: "a varint that has four bytes of five is not yet overlong",
    framing: varint(),
    stream: [1, "a", goingOn(4)],
    frames: [["a"]],
    failure: incomplete(2, 4, 1),
  },
  {
    name: "a varint that goes on where one byte is all it may have, rather than too large a value",
    framing: varint({ maxBytes: 1, maxFrameBytes: 3 }),
    stream: [3, "abc", 0xff],
    frames: [["abc"]],
    failure: malformed(4),
  },
  {
    name: "a tenth byte with bits beyond 64",
    framing: varint({ maxBytes: 10 }),
    stream: [goingOn(9), 0x02],
    frames: [],
    failure: malformed(0),
  },
  {
    name: "a tenth byte that goes on",
    framing: varint({ maxBytes: 10 }),
    stream: [goingOn(9), 0x80],
    frames: [],
    failure: malformed(0),
  },
  {
    name: "a tenth byte of 1 is 2^63, and only too large",
    framing: varint({ maxBytes: 10 }),
    stream: [goingOn(9), 0x01],
    frames: [],
    failure: oversize(0, 2 ** 63),
  },
];

/** How much is taken off the front, where headers differ in length. */
const strips: readonly Vector[] = [
  {
    name: "strip 0 delivers a varint as it came",
    framing: varint({ offset: 1, strip: 0 }),
    stream: ["A", 2, "hi", "B", 0x80, 0x00],
    frames: [
      ["A", 2, "hi"],
      ["B", 0x80, 0x00],
    ],
  },
  {
    name: "strip in front of a varint delivers it",
    framing: varint({ offset: 2, strip: 1 }),
    stream: ["ab", 0x83, 0x00, "xyz", "cd", 0],
    frames: [
      ["b", 0x83, 0x00, "xyz"],
      ["d", 0],
    ],
  },
  {
    name: "without strip each varint is taken off, however long",
    framing: varint({ offset: 2 }),
    stream: ["ab", 0x83, 0x80, 0x00, "xyz", "cd", 1, "!"],
    frames: [["xyz"], ["!"]],
  },
  {
    name: "strip beyond the header takes the first bytes of the payload, fewer behind a longer varint",
    framing: varint({ strip: 3 }),
    stream: [5, "--abc", 0x82, 0x00, "-x", 2, "--"],
    frames: [["abc"], ["x"], []],
  },
  {
    name: "strip in the middle of a varint delivers the rest of it",
    framing: varint({ strip: 1 }),
    stream: [0x83, 0x00, "abc", 3, "abc", 0],
    frames: [[0x00, "abc"], ["abc"], []],
  },
  {
    name: "a varint frame shorter than what is stripped",
    framing: varint({ strip: 3 }),
    stream: [2, "--", 1, "-"],
    frames: [[]],
    failure: malformed(3, 1),
  },
];

export const varintVectors: readonly Vector[] = [...lengths, ...overlong, ...strips];
