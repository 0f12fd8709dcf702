import { fixed } from "../../src/codec.js";
import { type Vector, incomplete } from "./vector.js";

export const fixedVectors: readonly Vector[] = [
  { name: "no bytes of a fixed size", framing: fixed(4), stream: [], frames: [] },
  {
    name: "frames of one byte",
    framing: fixed(1),
    stream: [0, "\n", 0xff],
    frames: [[0], ["\n"], [0xff]],
  },
  {
    name: "frames of four bytes, whatever they say",
    framing: fixed(4),
    stream: ["abcd", 0, 0, 0, 0, "\r\n\r\n"],
    frames: [["abcd"], [0, 0, 0, 0], ["\r\n\r\n"]],
  },
  {
    name: "frames of 188 bytes, as in an MPEG transport stream",
    framing: fixed(188),
    stream: [0x47, "a".repeat(187), 0x47, "b".repeat(187)],
    frames: [
      [0x47, "a".repeat(187)],
      [0x47, "b".repeat(187)],
    ],
  },
  {
    name: "the end one byte into a frame of a fixed size",
    framing: fixed(4),
    stream: ["abcde"],
    frames: [["abcd"]],
    failure: incomplete(4, 1, 3),
  },
  {
    name: "the end one byte in front of a fixed size",
    framing: fixed(4),
    stream: ["abc"],
    frames: [],
    failure: incomplete(0, 3, 1),
  },
];
