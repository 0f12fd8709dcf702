/**
 * MessagePack (https://msgpack.org) over TCP, by msgpackr: a Codec makes objects of frames.
 *
 *     npm run build && npm run examples && node build/examples/msgpackr.js
 */
import { Packr } from "msgpackr";
import { type Codec, TcpClient, TcpServer, lengthPrefixed } from "millrace";

interface Question {
  readonly sensor: string;
  readonly values: readonly number[];
  readonly picture: Uint8Array;
}

interface Answer {
  readonly sensor: string;
  readonly mean: number;
  readonly pictureBytes: number;
}

// A frame is good until decode() returns, so binary values have to be copied out of it.
const packr = new Packr({ useRecords: false, copyBuffers: true });

/** One MessagePack value in each frame. What comes from a peer is checked before it is believed. */
function msgpackCodec<In, Out>(isIn: (value: unknown) => value is In): Codec<In, Out> {
  return {
    framing: lengthPrefixed(4, { maxFrameBytes: 64 * 1024 }),
    decode(frame) {
      const value: unknown = packr.unpack(frame.bytes());
      if (!isIn(value)) throw new TypeError("the message has another shape");
      return value;
    },
    encode: (message, writer) => writer.write(packr.pack(message)),
  };
}

function isQuestion(value: unknown): value is Question {
  if (typeof value !== "object" || value === null) return false;
  const { sensor, values, picture } = value as Record<string, unknown>;
  const areNumbers = Array.isArray(values) && values.every((one) => typeof one === "number");
  return typeof sensor === "string" && areNumbers && picture instanceof Uint8Array;
}

function isAnswer(value: unknown): value is Answer {
  return typeof value === "object" && value !== null && "sensor" in value && "mean" in value;
}

const server = new TcpServer(
  { codec: msgpackCodec<Question, Answer>(isQuestion) },
  {
    onFrame(connection, { sensor, values, picture }) {
      const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
      connection.send({ sensor, mean, pictureBytes: picture.length });
    },
    onError: (_, error) => console.error("server:", error),
  },
);
const { port } = await server.start();

const questions: Question[] = [
  { sensor: "north", values: [1, 2, 6], picture: Uint8Array.of(1, 2, 3) },
  { sensor: "süd", values: [-0.5, 0.5], picture: new Uint8Array(20_000) },
];
let missing = questions.length;

const client = new TcpClient(
  { port, codec: msgpackCodec<Answer, Question>(isAnswer) },
  {
    onFrame(connection, { sensor, mean, pictureBytes }) {
      console.log(`${sensor}: mean ${mean}, a picture of ${pictureBytes} bytes`);
      if (--missing === 0) connection.close();
    },
    onError: (_, error) => console.error("client:", error),
  },
);
const connection = await client.connect();
for (const question of questions) connection.send(question);

const { code } = await connection.closed;
console.log(`closed: ${code}`);
await server.stop();
