// A program of a user, in a browser's types: nothing of Node is known here.
import { type Frame, FrameDecoder, type Framing, lengthPrefixed } from "millrace/codec";

const framing: Framing = lengthPrefixed(4, { maxFrameBytes: 1024 });
const decoder: FrameDecoder = new FrameDecoder(framing);
const textOf = (frame: Frame): string => frame.text();

console.log(Array.from(decoder.push(Uint8Array.of(0, 0, 0, 2, 0x68, 0x69)), textOf).join());
