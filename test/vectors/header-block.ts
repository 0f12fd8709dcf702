import { headerBlock } from "../../src/codec.js";
import { type Vector, incomplete, malformed, oversize } from "./vector.js";

const FINE = "Content-Length: 1\r\n\r\na";

const good: readonly Vector[] = [
  {
    name: "header lines in any order, names in any case",
    framing: headerBlock(),
    stream: [
      "Content-Length: 2\r\n\r\nhi",
      "Content-Type: x; charset=utf-8\r\nCONTENT-LENGTH: 1\r\n\r\n!",
      "content-length: 0\r\nX: \r\nY:\r\n\r\n",
    ],
    frames: [["hi"], ["!"], []],
  },
  {
    name: "blanks around a Content-Length, and none",
    framing: headerBlock(),
    stream: [
      "Content-Length:2\r\n\r\nab",
      "Content-Length: \t 2\t \r\n\r\ncd",
      "Content-Length: 0002\r\n\r\nef",
    ],
    frames: [["ab"], ["cd"], ["ef"]],
  },
  {
    name: "a body that looks like a header, and a value that looks like a Content-Length",
    framing: headerBlock(),
    stream: ["X: Content-Length: 9\r\nContent-Length: 21\r\n\r\nContent-Length: 7\r\n\r\n"],
    frames: [["Content-Length: 7\r\n\r\n"]],
  },
  {
    name: "a value of any bytes but LF",
    framing: headerBlock(),
    stream: ["X:", 0, 0xff, ":\t\r\nContent-Length: 1\r\n\r\n", 0x0a],
    frames: [[0x0a]],
  },
  {
    name: "a length of 40 digits, all zeros but the last",
    framing: headerBlock(),
    stream: ["Content-Length: ", "0".repeat(39), "3\r\n\r\nabc"],
    frames: [["abc"]],
  },
  {
    name: "names that are nearly Content-Length are others",
    framing: headerBlock(),
    stream: [
      "Content-Length : x\r\n Content-Length: y\r\nContent-Lengt: z\r\nContent-Lengths: 9\r\n",
      FINE,
    ],
    frames: [["a"]],
  },
];

function refused(name: string, bytes: string): Vector {
  return {
    name: `a header: ${name}`,
    framing: headerBlock(),
    stream: [FINE, bytes],
    frames: [["a"]],
    failure: malformed(22),
  };
}

/** Each ends with the byte that nothing can make right. */
const bad: readonly Vector[] = [
  refused("none at all", "\r"),
  refused("without a Content-Length", "Content-Type: x\r\n\r"),
  refused("with blanks behind the name, so without a Content-Length", "Content-Length : 1\r\n\r"),
  refused("with blanks in front of the name", " Content-Length: 1\r\n\r"),
  refused("with a second Content-Length", "Content-Length: 1\r\ncontent-length:"),
  refused("with another behind others", "A: b\r\nContent-Length: 1\r\nC:\r\nCONTENT-LENGTH:"),
  refused("that begins with LF", "\n"),
  refused("with an empty name", ":"),
  refused("with a line that has no colon", "Content-Length\r"),
  refused("with LF in a name", "Content-Length\n"),
  refused("with LF alone at the end of a value", "X: a\n"),
  refused("with CR in a value", "X: a\rb"),
  refused("with two CR at the end of a value", "X: a\r\r"),
  refused("with LF alone at the end of a Content-Length", "Content-Length: 1\n"),
  refused("with LF alone at its own end", "Content-Length: 1\r\n\n"),
  refused("with CR alone at its own end", "Content-Length: 1\r\n\r{"),
  refused("with no digits", "Content-Length:\r"),
  refused("with blanks for digits", "Content-Length: \t\r"),
  refused("with a negative length", "Content-Length: -"),
  refused("with a plus", "Content-Length: +"),
  refused("with a hexadecimal length", "Content-Length: 0x"),
  refused("with a fraction", "Content-Length: 1."),
  refused("with a length in two parts", "Content-Length: 1 2"),
  refused("with a list of lengths", "Content-Length: 1,"),
  refused("with something else behind the CR of its length", "Content-Length: 1\r "),
];

const headerLimit = (offset: number, limit: number) => ({ ...oversize(offset), limit });
const limits: readonly Vector[] = [
  {
    name: "a body of exactly the limit, and one that is larger in its second digit",
    framing: headerBlock({ maxFrameBytes: 10 }),
    stream: ["Content-Length: 10\r\n\r\n0123456789", "Content-Length: 11"],
    frames: [["0123456789"]],
    failure: oversize(32, 11),
  },
  {
    name: "a body that is too large before a letter makes it malformed",
    framing: headerBlock({ maxFrameBytes: 9 }),
    stream: ["Content-Length: 10x"],
    frames: [],
    failure: oversize(0, 10),
  },
  {
    name: "a Content-Length of 40 digits is too large in the seventh: 8 MiB is the default",
    framing: headerBlock(),
    stream: [FINE, "Content-Length: ", "9".repeat(40), "\r\n\r\n"],
    frames: [["a"]],
    failure: oversize(22, 9_999_999),
  },
  {
    name: "a limit of 0 allows empty bodies only",
    framing: headerBlock({ maxFrameBytes: 0 }),
    stream: ["Content-Length: 0\r\n\r\n", "Content-Length: 1"],
    frames: [[]],
    failure: oversize(21, 1),
  },
  {
    name: "a header of exactly its limit",
    framing: headerBlock({ maxHeaderBytes: 21 }),
    stream: [FINE, "Content-Length: 1\r\n\r\nb"],
    frames: [["a"], ["b"]],
  },
  {
    name: "a header that has not ended at its limit, even if LF alone is missing",
    framing: headerBlock({ maxHeaderBytes: 21 }),
    stream: [FINE, "Content-Length: 02\r\n\r"],
    frames: [["a"]],
    failure: headerLimit(22, 21),
  },
  {
    name: "a header one byte below its limit is only incomplete",
    framing: headerBlock({ maxHeaderBytes: 21 }),
    stream: [FINE, "X: yyyyyyyyyyyyyyyyy"],
    frames: [["a"]],
    failure: incomplete(22, 20),
  },
  {
    name: "a header without an end",
    framing: headerBlock({ maxHeaderBytes: 40 }),
    stream: [FINE, "X: ", "y".repeat(60)],
    frames: [["a"]],
    failure: headerLimit(22, 40),
  },
  {
    name: "a header of lines without an end",
    framing: headerBlock({ maxHeaderBytes: 64 }),
    stream: ["X: y\r\n".repeat(20)],
    frames: [],
    failure: headerLimit(0, 64),
  },
  {
    name: "the last byte that a header may have is judged first: malformed",
    framing: headerBlock({ maxHeaderBytes: 4 }),
    stream: ["X: \n"],
    frames: [],
    failure: malformed(0),
  },
  {
    name: "the last byte that a header may have is judged first: a body that is too large",
    framing: headerBlock({ maxHeaderBytes: 17, maxFrameBytes: 1 }),
    stream: ["Content-Length: 2"],
    frames: [],
    failure: oversize(0, 2),
  },
  {
    name: "a header of one byte, which may be none at all",
    framing: headerBlock({ maxHeaderBytes: 1 }),
    stream: ["C"],
    frames: [],
    failure: headerLimit(0, 1),
  },
];

const ends: readonly Vector[] = [
  ["inside a header name", "Conte", 5, undefined],
  ["behind a first Content-Length", "Content-Length: 5\r\n", 19, undefined],
  ["in front of the second colon", "Content-Length: 5\r\nContent-Length", 33, undefined],
  ["in front of the last LF of a header", "Content-Length: 5\r\n\r", 20, undefined],
  ["right behind a header", "Content-Length: 5\r\n\r\n", 21, 5],
  ["inside a body", "Content-Length: 5\r\n\r\nabc", 24, 2],
].map(([name, stream, received, missing]): Vector => ({
  name: `the end ${String(name)}`,
  framing: headerBlock(),
  stream: [FINE, String(stream)],
  frames: [["a"]],
  failure: incomplete(22, Number(received), missing === undefined ? undefined : Number(missing)),
}));

export const headerBlockVectors: readonly Vector[] = [...good, ...bad, ...limits, ...ends];
