/**
 * The echo protocol of mai, the Rust library: messages of text that end in a line feed, which is part of
 * the message. An empty message, one that starts with a zero byte and one that is no UTF-8 are wrong.
 */
import type { StreamCodec } from "millrace/codec";

const LINE_FEED = 0x0a;
const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

export const echoCodec: StreamCodec<string> = {
  decode(bytes) {
    if (bytes[0] === 0) throw new RangeError("a message starts with a zero byte");
    const end = bytes.indexOf(LINE_FEED);
    if (end === -1) return "incomplete";
    if (end === 0) throw new RangeError("a message is empty");
    return { frame: decoder.decode(bytes.subarray(0, end + 1)), bytesRead: end + 1 };
  },

  encode(message, target) {
    const { read, written } = encoder.encodeInto(message, target);
    return read < message.length ? "insufficient" : written;
  },
};
