/** Typed messages over UDP: one datagram is one frame of a codec, whole or refused. */
import { type Codec, MessageDecoder, MessageEncoder, jsonCodec, lines } from "millrace/codec";
import { Events, Interest, Poll, type SocketAddr, Token, UdpSocket } from "millrace/poll";
import { WOULD_BLOCK, type WouldBlock } from "millrace/poll";

/** A UDP socket that sends and receives messages. */
class MessageSocket<Message> {
  readonly socket: UdpSocket;
  readonly #codec: Codec<Message>;
  readonly #encoder: MessageEncoder<Message>;
  readonly #bytesMost: number;
  readonly #into: Uint8Array;

  /** `bytesMost` is the largest datagram that is sent and believed, in bytes. */
  constructor(socket: UdpSocket, codec: Codec<Message>, bytesMost: number) {
    this.socket = socket;
    this.#codec = codec;
    this.#encoder = new MessageEncoder(codec);
    this.#bytesMost = bytesMost;
    // One byte more than is believed: whatever fills it was too large.
    this.#into = new Uint8Array(bytesMost + 1);
  }

  /** @throws RangeError if the message does not fit a datagram; whatever the codec throws. */
  sendTo(message: Message, to: SocketAddr): number | WouldBlock {
    const bytes = this.#encoder.encode(message);
    this.#check(bytes.length);
    return this.socket.sendTo(bytes, to);
  }

  /** @throws RangeError if the datagram is too large; Error if it is not exactly one message. */
  recvFrom(): [Message, SocketAddr] | WouldBlock {
    const answer = this.socket.recvFrom(this.#into);
    if (answer === WOULD_BLOCK) return answer;
    const [size, from] = answer;
    this.#check(size);
    using decoder = new MessageDecoder<Message>(this.#codec);
    // The end refuses part of a message.
    const messages = [...decoder.push(this.#into.subarray(0, size)), ...decoder.end()];
    const [message] = messages;
    if (message === undefined || messages.length !== 1) {
      throw new Error(`a datagram of ${messages.length} messages`);
    }
    return [message, from];
  }

  #check(size: number): void {
    if (size <= this.#bytesMost) return;
    throw new RangeError(`a datagram of more than ${this.#bytesMost} bytes`);
  }
}

interface Reading {
  readonly sensor: string;
  readonly celsius: number;
}

const readings: Codec<Reading> = jsonCodec(lines(), {
  parse: (value) => {
    const { sensor, celsius } = Object(value) as Record<string, unknown>;
    if (typeof sensor === "string" && typeof celsius === "number") return { sensor, celsius };
    throw new TypeError("no reading");
  },
});

const poll = new Poll();
const events = Events.withCapacity(4);
using socket = await UdpSocket.bind("127.0.0.1:0");
using sender = await UdpSocket.bind("127.0.0.1:0");
poll.registry.register(socket, Token(0), Interest.READABLE);

const server = new MessageSocket(socket, readings, 64);
const client = new MessageSocket(sender, readings, 64);
const to = socket.localAddr();

client.sendTo({ sensor: "north", celsius: -3.5 }, to);
try {
  client.sendTo({ sensor: "x".repeat(64), celsius: 0 }, to);
} catch (error) {
  console.log(`not sent: ${String(error)}`);
}
// What others send, who do not keep to it.
sender.sendTo(new TextEncoder().encode(`{"sensor":"${"x".repeat(64)}","celsius":1}\n`), to);
sender.sendTo(new TextEncoder().encode('{"sensor":"half'), to);
sender.sendTo(new TextEncoder().encode("[]\n"), to);
client.sendTo({ sensor: "south", celsius: 31 }, to);

for (let isOver = false; !isOver;) {
  await poll.poll(events);
  for (;;) {
    try {
      const received = server.recvFrom();
      if (received === WOULD_BLOCK) break;
      const [{ sensor, celsius }] = received;
      console.log(`${sensor}: ${celsius}`);
      isOver = sensor === "south";
    } catch (error) {
      // One datagram is lost by that; the socket is none the worse.
      console.log(`refused: ${String(error)}`);
    }
  }
}
