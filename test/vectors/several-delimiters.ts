import { delimited } from "../../src/codec.js";
import { type Vector, incomplete, oversize } from "./vector.js";

const longer: readonly Vector[] = [
  {
    name: "CR LF alone ends a frame, neither CR nor LF does",
    framing: delimited("\r\n"),
    stream: ["one\r\ntwo\n\r\n\r\r\n\r\n"],
    frames: [["one"], ["two\n"], ["\r"], []],
  },
  {
    name: "a delimiter of five bytes that begins twice: the end of a mail",
    framing: delimited("\r\n.\r\n"),
    stream: ["Hi\r\n..\r\n.\r\n\r\n\r\n.\r\n"],
    frames: [["Hi\r\n.."], ["\r\n"]],
  },
  {
    name: "a delimiter whose beginning may begin again in it",
    framing: delimited("aab"),
    stream: ["aaabaaaabaab"],
    frames: [["a"], ["aa"], []],
  },
  {
    name: "delimiters do not overlap: the bytes of one are gone",
    framing: delimited("aba"),
    stream: ["ababaxaba"],
    frames: [[], ["bax"]],
  },
  {
    name: "a delimiter of one character that is three bytes of UTF-8",
    framing: delimited("→"),
    stream: ["one→", 0xe2, 0x86, "→"],
    frames: [["one"], [0xe2, 0x86]],
  },
  {
    name: "a delimiter of 64 bytes, kept",
    framing: delimited("-".repeat(63) + "|", { strip: false }),
    stream: ["a", "-".repeat(64), "|", "-".repeat(63), "|"],
    frames: [["a", "-".repeat(64), "|"], ["-".repeat(63) + "|"]],
  },
  {
    name: "a delimiter behind more than 64 bytes, which is one step of the search",
    framing: delimited("\r\n"),
    stream: ["x".repeat(63), "\r\n", "y".repeat(64), "\r\n", "z".repeat(130), "\r\n"],
    frames: [["x".repeat(63)], ["y".repeat(64)], ["z".repeat(130)]],
  },
];

const several: readonly Vector[] = [
  {
    name: "whichever of two delimiters comes first",
    framing: delimited(["\r\n", ";"]),
    stream: ["a;b\r\nc\r;;\r\n"],
    frames: [["a"], ["b"], ["c\r"], [], []],
  },
  {
    name: "an array of numbers is several delimiters",
    framing: delimited([0x0d, 0x0a]),
    stream: ["a\rb\n\r\n"],
    frames: [["a"], ["b"], [], []],
  },
  {
    name: "of two delimiters that overlap the one that starts first",
    framing: delimited(["bc", "ab"]),
    stream: ["abcbcab"],
    frames: [[], ["c"], []],
  },
  {
    name: "each frame keeps its own delimiter",
    framing: delimited(["END", ";"], { strip: false }),
    stream: ["aENDbE;END;"],
    frames: [["aEND"], ["bE;"], ["END"], [";"]],
  },
  {
    name: "sixteen delimiters",
    framing: delimited(Array.from({ length: 16 }, (_, i) => 0x61 + i)),
    stream: ["1a2p34h"],
    frames: [["1"], ["2"], ["34"]],
  },
];

/** A frame is too long as soon as no delimiter can begin within the limit. */
const limits: readonly Vector[] = [
  {
    name: "a frame of the limit in front of a delimiter of two bytes",
    framing: delimited("\r\n", { maxFrameBytes: 3 }),
    stream: ["abc\r\na\rb\r\n"],
    frames: [["abc"], ["a\rb"]],
  },
  {
    name: "half a delimiter behind a frame of the limit",
    framing: delimited("\r\n", { maxFrameBytes: 3 }),
    stream: ["abc\r"],
    frames: [],
    failure: incomplete(0, 4),
  },
  {
    name: "half a delimiter behind a frame of the limit that does not go on",
    framing: delimited("\r\n", { maxFrameBytes: 3 }),
    stream: ["ab\r\nabc\r\r"],
    frames: [["ab"]],
    failure: oversize(4),
  },
  {
    name: "one byte over the limit",
    framing: delimited("\r\n", { maxFrameBytes: 3 }),
    stream: ["abcd"],
    frames: [],
    failure: oversize(0),
  },
  {
    name: "two thirds of a delimiter behind a frame of the limit",
    framing: delimited(["END", ";"], { maxFrameBytes: 2 }),
    stream: ["ab;abEN"],
    frames: [["ab"]],
    failure: incomplete(3, 4),
  },
  {
    name: "two thirds of a delimiter and then another",
    framing: delimited(["END", ";"], { maxFrameBytes: 2 }),
    stream: ["abENDabE;"],
    frames: [["ab"]],
    failure: oversize(5),
  },
  {
    name: "a delimiter that begins one byte too late",
    framing: delimited(["END", ";"], { maxFrameBytes: 2 }),
    stream: ["abcE"],
    frames: [],
    failure: oversize(0),
  },
  {
    name: "a delimiter that began too early and may begin again within the limit",
    framing: delimited("aab", { maxFrameBytes: 1 }),
    stream: ["aaabaaa"],
    frames: [["a"]],
    failure: incomplete(4, 3),
  },
  {
    name: "a delimiter that began too early and begins again too late",
    framing: delimited("aab", { maxFrameBytes: 1 }),
    stream: ["aaaa"],
    frames: [],
    failure: oversize(0),
  },
  {
    name: "a limit of 0 with a delimiter of two bytes",
    framing: delimited("\r\n", { maxFrameBytes: 0, strip: false }),
    stream: ["\r\n\r"],
    frames: [["\r\n"]],
    failure: incomplete(2, 1),
  },
  {
    name: "the second of two delimiters, kept behind 300 bytes, and the end behind 300 more",
    framing: delimited([0, 1], { strip: false }),
    stream: ["x".repeat(300), 1, "y".repeat(300)],
    frames: [["x".repeat(300), 1]],
    failure: incomplete(301, 300),
  },
];

export const severalDelimiters: readonly Vector[] = [...longer, ...several, ...limits];
