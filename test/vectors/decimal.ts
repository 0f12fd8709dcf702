import { type DecimalFraming, decimal } from "../../src/codec.js";
import { type Vector, incomplete, malformed, oversize } from "./vector.js";

const syslog = decimal({ separator: " " });
const netstring = decimal({ separator: ":", trailer: "," });

const good: readonly Vector[] = [
  {
    name: "a decimal length and a space",
    framing: syslog,
    stream: ["11 hello world1 !0 10 0123456789"],
    frames: [["hello world"], ["!"], [], ["0123456789"]],
  },
  {
    name: "a decimal length, a colon, and a comma behind what it counts",
    framing: netstring,
    stream: ["12:hello world!,0:,1:,,"],
    frames: [["hello world!"], [], [","]],
  },
  {
    name: "a separator that is no text",
    framing: decimal({ separator: 0, trailer: Uint8Array.of(0, 0) }),
    stream: ["2", 0, "hi", 0, 0, "0", 0, 0, 0],
    frames: [["hi"], []],
  },
  {
    name: "a decimal length of three digits",
    framing: syslog,
    stream: ["300 ", "x".repeat(300), "1 y"],
    frames: [["x".repeat(300)], ["y"]],
  },
];

function refused(name: string, framing: DecimalFraming, bytes: string): Vector {
  return {
    name: `a decimal length: ${name}`,
    framing,
    stream: ["1:a,", bytes],
    frames: [["a"]],
    failure: malformed(4),
  };
}

/** Each ends with the byte that nothing can make right. */
const bad: readonly Vector[] = [
  refused("none in front of the separator", netstring, ":"),
  refused("a letter in front of it", netstring, "x"),
  refused("a letter in it", netstring, "1x"),
  refused("a sign in front of it", netstring, "-"),
  refused("a plus in front of it", netstring, "+"),
  refused("a blank in front of it", netstring, " "),
  refused("a blank behind it", netstring, "3 "),
  refused("a leading zero", netstring, "01"),
  refused("two zeros", netstring, "00"),
  refused("the byte before the digit 0", netstring, "/"),
  refused("a byte that is no ASCII", netstring, "\u00b2"),
];

const trailers: readonly Vector[] = [
  {
    name: "a wrong byte where the comma should be",
    framing: netstring,
    stream: ["1:a,3:abc;"],
    frames: [["a"]],
    failure: malformed(4, 3),
  },
  {
    name: "a length one too small, so that the comma is not where it should be",
    framing: netstring,
    stream: ["2:abc,"],
    frames: [],
    failure: malformed(0, 2),
  },
  {
    name: "a decimal frame whose trailer fails in its first byte of two",
    framing: decimal({ separator: ":", trailer: "\r\n" }),
    stream: ["2:hi\r\n2:hi\n"],
    frames: [["hi"]],
    failure: malformed(6, 2),
  },
  {
    name: "a decimal frame whose trailer fails in its second byte",
    framing: decimal({ separator: ":", trailer: "\r\n" }),
    stream: ["0:\r\r"],
    frames: [],
    failure: malformed(0, 0),
  },
  {
    name: "a trailer of 64 bytes behind a decimal length",
    framing: decimal({ separator: ":", trailer: "-".repeat(64) }),
    stream: ["1:a", "-".repeat(64), "0:", "-".repeat(64)],
    frames: [["a"], []],
  },
];

const limits: readonly Vector[] = [
  {
    name: "a decimal frame of exactly the limit: its trailer does not count",
    framing: decimal({ separator: ":", trailer: ",", maxFrameBytes: 2 }),
    stream: ["2:hi,2:ho,3"],
    frames: [["hi"], ["ho"]],
    failure: oversize(10, 3),
  },
  {
    name: "a decimal length that is too large in its third digit, before the separator",
    framing: decimal({ separator: ":", maxFrameBytes: 100 }),
    stream: ["2:hi101"],
    frames: [["hi"]],
    failure: oversize(4, 101),
  },
  {
    name: "a decimal length that is too large before a letter makes it malformed",
    framing: decimal({ separator: ":", maxFrameBytes: 9 }),
    stream: ["10x"],
    frames: [],
    failure: oversize(0, 10),
  },
  {
    name: "a decimal length of 40 digits is too large in the seventh: 8 MiB is the default",
    framing: syslog,
    stream: ["1 a", "9".repeat(40), " x"],
    frames: [["a"]],
    failure: oversize(3, 9_999_999),
  },
  {
    name: "a decimal length of exactly the default limit only needs more bytes",
    framing: netstring,
    stream: ["8388608:x"],
    frames: [],
    failure: incomplete(0, 9, 8_388_608),
  },
  {
    name: "one more than the default limit",
    framing: netstring,
    stream: ["8388609"],
    frames: [],
    failure: oversize(0, 8_388_609),
  },
  {
    name: "a limit of 0 allows a decimal length of 0 only",
    framing: decimal({ separator: ":", trailer: ",", maxFrameBytes: 0 }),
    stream: ["0:,1"],
    frames: [[]],
    failure: oversize(3, 1),
  },
];

const ends: readonly Vector[] = [
  ["inside a decimal length", "12", 2, undefined],
  ["behind a decimal zero", "0", 1, undefined],
  ["behind the separator", "12:", 3, 13],
  ["inside what a decimal length counts", "12:hello", 8, 8],
  ["in front of a comma", "3:abc", 5, 1],
  ["in front of the comma of an empty frame", "0:", 2, 1],
].map(([name, stream, received, missing]): Vector => ({
  name: `the end ${String(name)}`,
  framing: netstring,
  stream: ["1:a,", String(stream)],
  frames: [["a"]],
  failure: incomplete(4, Number(received), missing === undefined ? undefined : Number(missing)),
}));

export const decimalVectors: readonly Vector[] = [...good, ...bad, ...trailers, ...limits, ...ends];
