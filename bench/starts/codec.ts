/** The first frame of a decoder. */
import { FrameDecoder, lengthPrefixed } from "millrace/codec";

const batch = new FrameDecoder(lengthPrefixed(4)).push(new Uint8Array([0, 0, 0, 1, 0x2e]));
if (batch.length !== 1 || batch.at(0).getUint8(0) !== 0x2e) process.exitCode = 1;
