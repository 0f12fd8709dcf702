import { FrameDecoder, lengthPrefixed } from "millrace/codec";

console.log("imported");
const decoder = new FrameDecoder(lengthPrefixed(2));
for (const frame of decoder.push(Uint8Array.of(0, 2, 0x68, 0x69))) console.log(frame.text());
console.log("done");
