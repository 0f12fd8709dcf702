import { delimited, lines, raw } from "../../src/codec.js";
import { type Vector, incomplete, oversize } from "./vector.js";

const endings: readonly Vector[] = [
  {
    name: "lines that end in LF and in CR LF",
    framing: lines(),
    stream: ["one\ntwo\r\nthree\n"],
    frames: [["one"], ["two"], ["three"]],
  },
  {
    name: "empty lines are frames",
    framing: lines(),
    stream: ["\n\r\n\n\n"],
    frames: [[], [], [], []],
  },
  {
    name: "of two CR in front of LF one belongs to the line",
    framing: lines(),
    stream: ["a\r\r\n\r\r\n"],
    frames: [["a\r"], ["\r"]],
  },
  {
    name: "a lone CR is part of a line",
    framing: lines(),
    stream: ["a\rb\n\rc\n"],
    frames: [["a\rb"], ["\rc"]],
  },
  {
    name: "endings are kept where they are asked for",
    framing: lines({ keepEnding: true }),
    stream: ["one\ntwo\r\n\n\r\n"],
    frames: [["one\n"], ["two\r\n"], ["\n"], ["\r\n"]],
  },
  {
    name: "a line of more than 64 bytes, which is one step of the search, and one of exactly 64",
    framing: lines(),
    stream: ["x".repeat(100), "\r\n", "y".repeat(63), "\n", "z".repeat(64), "\n"],
    frames: [["x".repeat(100)], ["y".repeat(63)], ["z".repeat(64)]],
  },
  {
    name: "the end inside a line",
    framing: lines(),
    stream: ["one\ntwo"],
    frames: [["one"]],
    failure: incomplete(4, 3),
  },
  {
    name: "the end between CR and LF",
    framing: lines(),
    stream: ["one\n\r"],
    frames: [["one"]],
    failure: incomplete(4, 1),
  },
];

/** A line's ending does not count, and until LF is seen a last CR may be part of it. */
const lineLimits: readonly Vector[] = [
  {
    name: "a line of exactly the limit, with either ending",
    framing: lines({ maxFrameBytes: 3 }),
    stream: ["abc\nabc\r\n"],
    frames: [["abc"], ["abc"]],
  },
  {
    name: "a line one byte over the limit, before its ending has come",
    framing: lines({ maxFrameBytes: 3 }),
    stream: ["abc\nabcd"],
    frames: [["abc"]],
    failure: oversize(4),
  },
  {
    name: "a line one byte over the limit, with its ending",
    framing: lines({ maxFrameBytes: 3 }),
    stream: ["abcd\nabc\n"],
    frames: [],
    failure: oversize(0),
  },
  {
    name: "a CR just over the limit may be part of the ending",
    framing: lines({ maxFrameBytes: 3 }),
    stream: ["abc\r"],
    frames: [],
    failure: incomplete(0, 4),
  },
  {
    name: "a CR just over the limit that is not part of the ending",
    framing: lines({ maxFrameBytes: 3 }),
    stream: ["abc\rd"],
    frames: [],
    failure: oversize(0),
  },
  {
    name: "two CR over the limit: one of them is part of the line",
    framing: lines({ maxFrameBytes: 3 }),
    stream: ["abc\r\r\n"],
    frames: [],
    failure: oversize(0),
  },
  {
    name: "the ending does not count where it is kept",
    framing: lines({ maxFrameBytes: 2, keepEnding: true }),
    stream: ["ab\r\nab\nabc"],
    frames: [["ab\r\n"], ["ab\n"]],
    failure: oversize(7),
  },
  {
    name: "a limit of 0 allows empty lines only",
    framing: lines({ maxFrameBytes: 0 }),
    stream: ["\n\r\nx"],
    frames: [[], []],
    failure: oversize(3),
  },
];

const delimiters: readonly Vector[] = [
  {
    name: "frames that end in NUL, as in GELF",
    framing: delimited(0),
    stream: ["one", 0, 0, "two", 0],
    frames: [["one"], [], ["two"]],
  },
  {
    name: "a CR before the delimiter is part of the frame",
    framing: delimited("\n"),
    stream: ["one\r\n\r\n"],
    frames: [["one\r"], ["\r"]],
  },
  {
    name: "a delimiter of 0xff, kept",
    framing: delimited(Uint8Array.of(0xff), { strip: false }),
    stream: [0x7f, 0xff, 0xff, 0xfe, 0xff],
    frames: [[0x7f, 0xff], [0xff], [0xfe, 0xff]],
  },
  {
    name: "a frame of exactly the limit and one that is longer",
    framing: delimited(";", { maxFrameBytes: 2 }),
    stream: ["ab;a;;abc;"],
    frames: [["ab"], ["a"], []],
    failure: oversize(6),
  },
  {
    name: "a CR just over the limit is too much where CR is no ending",
    framing: delimited(";", { maxFrameBytes: 2 }),
    stream: ["ab\r"],
    frames: [],
    failure: oversize(0),
  },
  {
    name: "a limit of 0 with the delimiter kept",
    framing: delimited("|", { maxFrameBytes: 0, strip: false }),
    stream: ["||x"],
    frames: [["|"], ["|"]],
    failure: oversize(2),
  },
  {
    name: "the end inside a frame",
    framing: delimited(0),
    stream: ["a", 0, "bcd"],
    frames: [["a"]],
    failure: incomplete(2, 3),
  },
];

/** Without a framing there is nothing to be wrong or missing; frames are what the cuts make them. */
export const unframed: readonly Vector[] = [
  { name: "no bytes", framing: raw(), stream: [], frames: [] },
  { name: "bytes as they come", framing: raw(), stream: ["any\n", 0], frames: [["any\n", 0]] },
];

export const delimiterVectors: readonly Vector[] = [...endings, ...lineLimits, ...delimiters];
