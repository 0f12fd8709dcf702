import { decimal, fixed, lengthPrefixed, lines, raw, stages, varint } from "../../src/codec.js";
import { type Vector, incomplete, malformed, oversize } from "./vector.js";

const changes: readonly Vector[] = [
  {
    name: "two frames under one framing, one under another, then lines",
    framing: stages([
      { framing: lengthPrefixed(1), frames: 2 },
      { framing: decimal({ separator: ":" }), frames: 1 },
      { framing: lines() },
    ]),
    stream: [1, "a", 0, "3:abc", "1:x\n", 1, "a\r\n"],
    frames: [["a"], [], ["abc"], ["1:x"], [1, "a"]],
  },
  {
    name: "one stage is a framing",
    framing: stages([{ framing: varint(), frames: 1 }]),
    stream: [1, "a", 1, "b", 1, "c"],
    frames: [["a"], ["b"], ["c"]],
  },
  {
    name: "the same framing twice, with bytes between that nobody looks at",
    framing: stages([{ framing: lines(), frames: 1 }, { skip: 3 }, { framing: lines() }]),
    stream: ["one\n\n\n\ntwo\nthree\n"],
    frames: [["one"], ["two"], ["three"]],
  },
  {
    name: "skipped bytes need not be those that an encoder would write",
    framing: stages([{ skip: Uint8Array.of(1, 2) }, { framing: fixed(1) }]),
    stream: ["xyz"],
    frames: [["z"]],
  },
  {
    name: "a skip of nothing, and two skips in a row",
    framing: stages([{ skip: 0 }, { skip: 2 }, { skip: 1 }, { framing: fixed(2) }]),
    stream: ["---ab"],
    frames: [["ab"]],
  },
  {
    name: "a skip of 300 bytes in front of everything",
    framing: stages([{ skip: 300 }, { framing: lengthPrefixed(2) }]),
    stream: ["\n".repeat(300), 0, 2, "hi"],
    frames: [["hi"]],
  },
  {
    name: "a frame that is discarded counts",
    framing: stages([
      { framing: lengthPrefixed(1, { maxFrameBytes: 3, onOversize: "discard" }), frames: 2 },
      { framing: lines({ maxFrameBytes: 4, onOversize: "discard" }), frames: 2 },
      { framing: fixed(1) },
    ]),
    stream: [5, "abcde", 1, "x", "ok\nlonger\nab"],
    frames: [["x"], ["ok"], ["a"], ["b"]],
    discarded: 2,
  },
  {
    name: "64 stages of one frame each",
    framing: stages(
      Array.from({ length: 64 }, (_, i) => ({ framing: fixed(1 + (i % 2)), frames: 1 })),
    ),
    stream: ["abb".repeat(32), "cc"],
    frames: [...Array.from({ length: 32 }, () => [["a"], ["bb"]]).flat(), ["cc"]],
  },
];

const small = stages([
  { framing: lengthPrefixed(1, { maxFrameBytes: 9 }), frames: 1 },
  { skip: 4 },
  { framing: decimal({ separator: ":", trailer: ",", maxFrameBytes: 3 }), frames: 1 },
  { framing: varint({ maxBytes: 2, maxFrameBytes: 200 }) },
]);

/** Each stage has its own rules and its own limit. */
const failures: readonly Vector[] = [
  {
    name: "a frame over the limit of the first stage",
    framing: small,
    stream: [10],
    frames: [],
    failure: { ...oversize(0, 10), limit: 9 },
  },
  {
    name: "a frame over the limit of a later stage",
    framing: small,
    stream: [1, "a", "----", "4"],
    frames: [["a"]],
    failure: { ...oversize(6, 4), limit: 3 },
  },
  {
    name: "a frame that is malformed under a later stage only",
    framing: small,
    stream: [1, "a", "----", "1:b;"],
    frames: [["a"]],
    failure: { ...malformed(6, 1), limit: 3 },
  },
  {
    name: "a frame that is malformed under the last stage",
    framing: small,
    stream: [1, "a", "----", "1:b,", 1, "c", 0x80, 0x80],
    frames: [["a"], ["b"], ["c"]],
    failure: { ...malformed(12), limit: 200 },
  },
];

const ends: readonly Vector[] = [
  {
    name: "the end inside the first stage",
    framing: small,
    stream: [3, "a"],
    frames: [],
    failure: { ...incomplete(0, 2, 2), limit: 9 },
  },
  {
    name: "the end in front of bytes to skip is a clean one",
    framing: small,
    stream: [1, "a"],
    frames: [["a"]],
  },
  {
    name: "the end inside bytes to skip",
    framing: small,
    stream: [1, "a", "---"],
    frames: [["a"]],
    failure: { ...incomplete(2, 3, 1), limit: 200 },
  },
  {
    name: "the end right behind bytes to skip is a clean one",
    framing: small,
    stream: [1, "a", "----"],
    frames: [["a"]],
  },
  {
    name: "the end inside a later stage",
    framing: small,
    stream: [1, "a", "----", "3:abc"],
    frames: [["a"]],
    failure: { ...incomplete(6, 5, 1), limit: 3 },
  },
  {
    name: "no bytes at all where some should be skipped",
    framing: stages([{ skip: 8 }, { framing: lines() }]),
    stream: [],
    frames: [],
  },
  {
    name: "the end inside the second of two skips",
    framing: stages([{ skip: 2 }, { skip: 5 }, { framing: lines({ maxFrameBytes: 7 }) }]),
    stream: ["----"],
    frames: [],
    failure: { ...incomplete(2, 2, 3), limit: 7 },
  },
];

export const stageVectors: readonly Vector[] = [...changes, ...failures, ...ends];

/** What is left when the framed part is over; the cuts make it frames, so only its bytes count. */
export const rawStage: Vector = {
  name: "one line, then bytes as they come",
  framing: stages([{ framing: lines(), frames: 1 }, { skip: 1 }, { framing: raw() }]),
  stream: ["CONNECT\r\n-any\n", 0, "bytes"],
  frames: [["CONNECT"], ["any\n", 0, "bytes"]],
};
