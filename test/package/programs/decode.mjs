// A program of a user: the codec alone.
import { FrameDecoder, lengthPrefixed } from "millrace/codec";

const decoder = new FrameDecoder(lengthPrefixed());
for (const frame of decoder.push(Uint8Array.of(0, 0, 0, 2, 0x68, 0x69))) console.log(frame.text());
