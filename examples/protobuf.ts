/**
 * Protocol Buffers over TCP, by @bufbuild/protobuf: a varint with the size, then the message, as
 * writeDelimitedTo() does it. The types are two that come with the library, so nothing is generated;
 * with yours it is the same. The client is a plain socket: decodeFrames() reads whatever has chunks.
 *
 *     npm run build && npm run examples && node build/examples/protobuf.js
 */
import { once } from "node:events";
import { connect } from "node:net";
import {
  type DescMessage,
  type MessageShape,
  fromBinary,
  fromJson,
  toBinary,
  toJson,
} from "@bufbuild/protobuf";
import {
  StructSchema,
  TimestampSchema,
  timestampDate,
  timestampFromDate,
} from "@bufbuild/protobuf/wkt";
import { type Codec, MessageEncoder, TcpServer, decodeFrames, varint } from "millrace";

/** Messages of one type in, of another out. */
function protobufCodec<In extends DescMessage, Out extends DescMessage>(
  incoming: In,
  outgoing: Out,
): Codec<MessageShape<In>, MessageShape<Out>> {
  return {
    framing: varint({ maxFrameBytes: 64 * 1024 }),
    // A copy: messages keep views of their `bytes` fields, and of fields they do not know.
    decode: (frame) => fromBinary(incoming, frame.copy()),
    encode: (message, writer) => writer.write(toBinary(outgoing, message)),
  };
}

const server = new TcpServer(
  { codec: protobufCodec(TimestampSchema, StructSchema) },
  {
    onFrame(connection, timestamp) {
      const date = timestampDate(timestamp);
      const answer = { iso: date.toISOString(), weekday: date.getUTCDay() };
      connection.send(fromJson(StructSchema, answer));
    },
    onError: (_, error) => console.error("server:", error),
  },
);
const { port } = await server.start();

const codec = protobufCodec(StructSchema, TimestampSchema);
const encoder = new MessageEncoder(codec);
const socket = connect(port, "127.0.0.1");
await once(socket, "connect");

const dates = [new Date("1969-07-20T20:17:40Z"), new Date("2000-01-01T00:00:00Z")];
for (const date of dates) socket.write(encoder.encode(timestampFromDate(date)));

let missing = dates.length;
for await (const answer of decodeFrames(socket, codec)) {
  console.log(JSON.stringify(toJson(StructSchema, answer)));
  if (--missing === 0) break;
}
await server.stop();
