import { delimited, lengthField, lengthPrefixed, lines, varint } from "../../src/codec.js";
import { field, hex } from "../support/wire.js";
import { type Vector, incomplete, malformed } from "./vector.js";

/** What is over three bytes is passed over. */
const over3 = { maxFrameBytes: 3, onOversize: "discard" } as const;

const lengthFields: readonly Vector[] = [
  {
    name: "a frame over the limit is passed over, the next is good",
    framing: lengthPrefixed(1, over3),
    stream: [3, "abc", 4, "wxyz", 2, "ok", 0],
    frames: [["abc"], ["ok"], []],
    discarded: 1,
  },
  {
    name: "frames over the limit in a row, the last of them last of all",
    framing: lengthPrefixed(2, over3),
    stream: [0, 4, "wxyz", 1, 0, "w".repeat(256), 0, 1, "a", 0, 5, "vwxyz"],
    frames: [["a"]],
    discarded: 3,
  },
  {
    name: "a discarded frame may end in a wrong trailer",
    framing: lengthField({ size: 1, trailer: hex("ce"), ...over3 }),
    stream: [5, "wrong", 2, "a", 0xce, 4, "abc", 0xce],
    frames: [["a"]],
    discarded: 2,
  },
  {
    name: "a discarded frame may be too short for its trailer and for what is stripped",
    framing: lengthField({ size: 1, strip: 9, trailer: new Uint8Array(8), ...over3 }),
    stream: [4, "wxyz", 3],
    frames: [],
    discarded: 1,
    failure: malformed(5, 3),
  },
  {
    name: "a header, an adjustment and the payload behind them are discarded together",
    framing: lengthField({ offset: 2, size: 1, adjustment: 2, strip: 0, ...over3 }),
    stream: ["AA", 2, "wxyz", "BB", 1, "abc"],
    frames: [["BB", 1, "abc"]],
    discarded: 1,
  },
  {
    name: "a negative sum stays malformed",
    framing: lengthField({ size: 1, adjustment: -2, ...over3 }),
    stream: [7, "vwxyz", 1],
    frames: [],
    discarded: 1,
    failure: malformed(6, -1),
  },
  {
    name: "a negative length stays malformed",
    framing: lengthField({ size: 2, signed: true, ...over3 }),
    stream: [0, 4, "wxyz", 0x80, 0],
    frames: [],
    discarded: 1,
    failure: malformed(6, -(2 ** 15)),
  },
  {
    name: "a negative length that the adjustment lifts over the limit",
    framing: lengthField({ size: 1, signed: true, adjustment: 5, ...over3 }),
    stream: [0xff, "wxyz", 0xfe, "abc", 0xff, "wx"],
    frames: [["abc"]],
    discarded: 2,
    failure: incomplete(9, 3, 2),
  },
  {
    name: "the end inside a discarded frame",
    framing: lengthPrefixed(1, over3),
    stream: [1, "a", 9, "abc"],
    frames: [["a"]],
    discarded: 1,
    failure: incomplete(2, 4, 6),
  },
  {
    name: "the end inside the header of a frame that may be discarded",
    framing: lengthPrefixed(2, over3),
    stream: [0, 4, "wxyz", 9],
    frames: [],
    discarded: 1,
    failure: incomplete(6, 1, 1),
  },
  {
    name: "the end right behind a header of 2^63 bytes to be discarded",
    framing: lengthPrefixed(8, over3),
    stream: [field(3, 8), "abc", field(2n ** 63n, 8)],
    frames: [["abc"]],
    discarded: 1,
    failure: incomplete(11, 8, 2 ** 63),
  },
  {
    name: "the end inside 2^64 - 1 bytes to be discarded",
    framing: lengthPrefixed(8, over3),
    stream: [field(2n ** 64n - 1n, 8), "abc"],
    frames: [],
    discarded: 1,
    failure: incomplete(0, 11, 2 ** 64),
  },
  {
    name: "a limit of 0 discards all that is not empty",
    framing: lengthPrefixed(1, { maxFrameBytes: 0, onOversize: "discard" }),
    stream: [1, "a", 0, 2, "bc", 0],
    frames: [[], []],
    discarded: 2,
  },
];

const delimiters: readonly Vector[] = [
  {
    name: "lines over the limit are passed over up to their LF",
    framing: lines(over3),
    stream: ["abcd\nok\r\nlonger\r\nabc\r\nabcd\r\n\n"],
    frames: [["ok"], ["abc"], []],
    discarded: 3,
  },
  {
    name: "a line that only a CR makes too long",
    framing: lines({ ...over3, keepEnding: true }),
    stream: ["abc\rd\nabc\r\nabc\r\r\nabc\n"],
    frames: [["abc\r\n"], ["abc\n"]],
    discarded: 2,
  },
  {
    name: "the end inside a discarded line",
    framing: lines(over3),
    stream: ["ok\nabcdefgh"],
    frames: [["ok"]],
    discarded: 1,
    failure: incomplete(3, 8),
  },
  {
    name: "a discarded frame ends in the first of several delimiters",
    framing: delimited(["END", ";"], over3),
    stream: ["abcdEN;ok;abcdENDaEND"],
    frames: [["ok"], ["a"]],
    discarded: 2,
  },
  {
    name: "the end behind half a delimiter, before which it is not certain that a frame is too long",
    framing: delimited("\r\n.\r\n", over3),
    stream: ["abcd\r\n.\r\nabc\r\n.\r"],
    frames: [],
    discarded: 1,
    failure: incomplete(9, 7),
  },
  {
    name: "the end inside a delimiter behind a discarded frame",
    framing: delimited("\r\n.\r\n", over3),
    stream: ["abc\r\n.\r\nabcd\r\n.\r"],
    frames: [["abc"]],
    discarded: 1,
    failure: incomplete(8, 8),
  },
];

const varints: readonly Vector[] = [
  {
    name: "a varint frame over the limit, with a length longer than needed",
    framing: varint({ offset: 1, ...over3 }),
    stream: ["A", 0x84, 0x00, "wxyz", "B", 2, "ok"],
    frames: [["ok"]],
    discarded: 1,
  },
  {
    name: "a varint that is too large is read to its end first, and may be malformed there",
    framing: varint({ maxBytes: 2, ...over3 }),
    stream: [5, "vwxyz", 0xff, 0xff],
    frames: [],
    discarded: 1,
    failure: malformed(6),
  },
  {
    name: "the end inside a varint that is too large already",
    framing: varint(over3),
    stream: [1, "a", 0xff, 0xff],
    frames: [["a"]],
    failure: incomplete(2, 2, 1),
  },
  {
    name: "the end inside 2^64 - 1 bytes to be discarded behind a varint",
    framing: varint({ maxBytes: 10, ...over3 }),
    stream: [new Uint8Array(9).fill(0xff), 0x01, "abc"],
    frames: [],
    discarded: 1,
    failure: incomplete(0, 13, 2 ** 64),
  },
  {
    name: "a varint frame too short for what is stripped stays malformed",
    framing: varint({ strip: 3, ...over3 }),
    stream: [4, "wxyz", 1, "-"],
    frames: [],
    discarded: 1,
    failure: malformed(5, 1),
  },
];

export const discardVectors: readonly Vector[] = [...lengthFields, ...delimiters, ...varints];
