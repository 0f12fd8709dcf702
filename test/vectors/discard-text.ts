import { decimal, headerBlock } from "../../src/codec.js";
import { type Vector, incomplete, malformed, oversize } from "./vector.js";

/** What is over three bytes is passed over. */
const over3 = { maxFrameBytes: 3, onOversize: "discard" } as const;

const netstring = decimal({ separator: ":", trailer: ",", ...over3 });
const NINES = "9".repeat(18);

const decimals: readonly Vector[] = [
  {
    name: "a decimal frame over the limit is discarded with its trailer, even a wrong one",
    framing: netstring,
    stream: ["4:wxyz,2:ok,5:vwxyz;3:abc,"],
    frames: [["ok"], ["abc"]],
    discarded: 2,
  },
  {
    name: "a decimal length of 18 digits can be discarded",
    framing: netstring,
    stream: ["1:a,", NINES, ":x"],
    frames: [["a"]],
    discarded: 1,
    failure: incomplete(4, 20, 1e18),
  },
  {
    name: "a decimal length of 19 digits is final, and says how much it is so far",
    framing: netstring,
    stream: ["4:wxyz,1", "0".repeat(18)],
    frames: [],
    discarded: 1,
    failure: oversize(7, 1e18),
  },
  {
    name: "a decimal length of 40 digits is final in the nineteenth",
    framing: netstring,
    stream: ["9".repeat(40), ":"],
    frames: [],
    failure: oversize(0, 9_999_999_999_999_999_999),
  },
  {
    name: "a decimal length over the limit may still be malformed",
    framing: netstring,
    stream: ["4:wxyz,44;"],
    frames: [],
    discarded: 1,
    failure: malformed(7),
  },
  {
    name: "the end inside a decimal length that is too large already",
    framing: netstring,
    stream: ["44"],
    frames: [],
    failure: incomplete(0, 2),
  },
  {
    name: "the end in front of the trailer of a discarded frame",
    framing: netstring,
    stream: ["4:wxyz"],
    frames: [],
    discarded: 1,
    failure: incomplete(0, 6, 1),
  },
];

const blocks = headerBlock({ ...over3, maxHeaderBytes: 60 });

const headerBlocks: readonly Vector[] = [
  {
    name: "a body over the limit is discarded with its header",
    framing: blocks,
    stream: ["Content-Length: 4\r\nX: y\r\n\r\nwxyz", "Content-Length: 2\r\n\r\nok"],
    frames: [["ok"]],
    discarded: 1,
  },
  {
    name: "a header with a body over the limit may still be malformed",
    framing: blocks,
    stream: ["Content-Length: 4\r\n\r\nwxyz", "Content-Length: 4\r\nContent-Length:"],
    frames: [],
    discarded: 1,
    failure: malformed(25),
  },
  {
    name: "a body of 10^18 - 1 bytes can be discarded",
    framing: blocks,
    stream: ["Content-Length: 000", NINES, "\r\n\r\nx"],
    frames: [],
    discarded: 1,
    failure: incomplete(0, 42, 1e18),
  },
  {
    name: "a body of 10^18 bytes is final in its last digit",
    framing: blocks,
    stream: ["Content-Length: 4\r\n\r\nwxyz", "Content-Length: 01", "0".repeat(18)],
    frames: [],
    discarded: 1,
    failure: oversize(25, 1e18),
  },
  {
    name: "a body of 2^63 + 3 bytes is final, and not one of three",
    framing: blocks,
    stream: ["Content-Length: 9223372036854775811\r\n\r\nabc"],
    frames: [],
    failure: oversize(0, 2 ** 63),
  },
  {
    name: "a body of 9,999,999,999,999,999,999 bytes is final in the nineteenth digit",
    framing: blocks,
    stream: ["Content-Length: ", "9".repeat(40)],
    frames: [],
    failure: oversize(0, 9_999_999_999_999_999_999),
  },
  {
    name: "a header without an end is final",
    framing: blocks,
    stream: ["Content-Length: 2\r\n\r\nok", "Content-Length: 4\r\nX: ", "y".repeat(60)],
    frames: [["ok"]],
    failure: { ...oversize(23), limit: 60 },
  },
  {
    name: "the end inside a discarded body",
    framing: blocks,
    stream: ["Content-Length: 9\r\n\r\nabc"],
    frames: [],
    discarded: 1,
    failure: incomplete(0, 24, 6),
  },
];

export const textDiscardVectors: readonly Vector[] = [...decimals, ...headerBlocks];
