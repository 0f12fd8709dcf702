import {
  type Codec,
  FrameDecoderStream,
  FrameEncoderStream,
  MessageDecoder,
  MessageEncoder,
  type StreamCodec,
  bytesCodec,
  decodeFrames,
  jsonCodec,
  lengthPrefixed,
  lines,
  textCodec,
} from "../../src/codec.js";

/** Says which type an expression has: not assignable either way is an error. */
type Same<A, B> = [A, B] extends [B, A] ? true : false;
function is<Expected>(): <Actual>(value: Actual, same: Same<Expected, Actual>) => void {
  return () => undefined;
}

type Bytes = Uint8Array<ArrayBuffer>;
declare const chunk: Uint8Array;
declare const source: ReadableStream<Uint8Array>;
declare const numbers: StreamCodec<number, string>;
declare const points: Codec<{ x: number }, [number]>;

// Messages in.
is<Bytes[]>()(new MessageDecoder(lengthPrefixed(4)).push(chunk).take(), true);
is<string[]>()(new MessageDecoder(textCodec(lines())).push(chunk).take(), true);
is<Bytes[]>()(new MessageDecoder(bytesCodec(lines())).push(chunk).take(), true);
is<unknown[]>()(new MessageDecoder(jsonCodec(lines())).push(chunk).take(), true);
is<number[]>()(new MessageDecoder(jsonCodec<number>(lines())).push(chunk).take(), true);
is<number[]>()(new MessageDecoder(jsonCodec(lines(), { parse: Number })).push(chunk).take(), true);
is<number[]>()(new MessageDecoder(numbers).push(chunk).take(), true);
is<{ x: number }[]>()(new MessageDecoder(points).switchTo(points).take(), true);
is<Bytes[]>()(new MessageDecoder(points).switchTo(lines()).take(), true);
is<ReadableStream<Bytes>>()(new FrameDecoderStream(lines()).readable, true);
is<ReadableStream<number>>()(new FrameDecoderStream(numbers).readable, true);
for await (const frame of decodeFrames(source, lines())) is<Bytes>()(frame, true);
for await (const point of decodeFrames(source, points)) is<{ x: number }>()(point, true);
const sequence = decodeFrames(source, lines());
for await (const text of sequence.switchTo(textCodec(lines()))) is<string>()(text, true);

// Messages out.
new MessageEncoder(lines()).encode("text");
new MessageEncoder(lines()).encode(chunk);
new MessageEncoder(numbers).encode("1");
new MessageEncoder(points).encode([1]);
new MessageEncoder(jsonCodec(lines())).encode({ any: "thing" });
is<WritableStream<string>>()(new FrameEncoderStream(numbers).writable, true);
is<WritableStream<[number]>>()(new FrameEncoderStream(points).writable, true);
// @ts-expect-error a number is no payload
new MessageEncoder(lines()).encode(1);
// @ts-expect-error the codec takes text
new MessageEncoder(numbers).encode(1);

// A framing alone has bytes for messages.
// @ts-expect-error its messages are no text
new MessageDecoder<string>(lines());
// @ts-expect-error its messages are no numbers
decodeFrames<number>(source, lines());
