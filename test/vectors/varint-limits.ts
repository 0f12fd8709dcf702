import { varint } from "../../src/codec.js";
import { type Vector, incomplete, oversize } from "./vector.js";

const limits: readonly Vector[] = [
  {
    name: "a varint of exactly the limit, and one more, of which only the length has come",
    framing: varint({ maxFrameBytes: 3 }),
    stream: [3, "abc", 0x83, 0x00, "def", 4],
    frames: [["abc"], ["def"]],
    failure: oversize(9, 4),
  },
  {
    name: "a varint too large in its first byte, though it goes on",
    framing: varint({ maxFrameBytes: 100 }),
    stream: [1, "a", 0xff],
    frames: [["a"]],
    failure: oversize(2, 127),
  },
  {
    name: "a varint too large in its second byte, though it goes on",
    framing: varint({ maxFrameBytes: 127 }),
    stream: [1, "a", 0xff, 0x81],
    frames: [["a"]],
    failure: oversize(2, 255),
  },
  {
    name: "all ones are too large in the fourth byte: 8 MiB is the default",
    framing: varint({ maxBytes: 10 }),
    stream: [new Uint8Array(10).fill(0xff)],
    frames: [],
    failure: oversize(0, 2 ** 28 - 1),
  },
  {
    name: "one byte over the default limit",
    framing: varint(),
    stream: [0x81, 0x80, 0x80, 0x04],
    frames: [],
    failure: oversize(0, 8 * 1024 * 1024 + 1),
  },
  {
    name: "a varint of exactly the default limit only needs more bytes",
    framing: varint(),
    stream: [0x80, 0x80, 0x80, 0x04, "x"],
    frames: [],
    failure: incomplete(0, 5, 8 * 1024 * 1024 - 1),
  },
  {
    name: "the adjustment of a varint counts in the limit",
    framing: varint({ adjustment: 2, maxFrameBytes: 3 }),
    stream: [1, "abc", 2],
    frames: [["abc"]],
    failure: oversize(4, 4),
  },
  {
    name: "a limit of 0 allows empty varint frames only",
    framing: varint({ offset: 1, maxFrameBytes: 0 }),
    stream: ["a", 0, "b", 0x80, 0x00, "c", 1],
    frames: [[], []],
    failure: oversize(5, 1),
  },
];

const ends: readonly Vector[] = [
  ["in front of a varint, two bytes early", varint({ offset: 3 }), ["ab"], 2, 2],
  ["right in front of a varint", varint({ offset: 3 }), ["abc"], 3, 1],
  ["inside a varint", varint({ offset: 1 }), ["a", 0x80, 0x80], 3, 1],
  ["right behind a varint", varint(), [0x87, 0x00], 2, 7],
  ["inside the payload behind a varint", varint(), [5, "hel"], 4, 2],
].map(([name, framing, stream, received, missing]) => ({
  name: `the end ${String(name)}`,
  framing: framing as Vector["framing"],
  stream: stream as Vector["stream"],
  frames: [],
  failure: incomplete(0, Number(received), Number(missing)),
}));

export const varintLimits: readonly Vector[] = [...limits, ...ends];
