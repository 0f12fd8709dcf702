/** Frames over readiness: a FrameDecoder reads a TcpStream, as much as there is at each event. */
import { FrameDecoder, FrameEncoder, lengthPrefixed } from "millrace/codec";
import { Events, Interest, Poll, TcpListener, TcpStream, Token, WOULD_BLOCK } from "millrace/poll";

const SERVER = Token(0);
const CLIENT = Token(1);
const ACCEPTED = Token(2);

const framing = lengthPrefixed(4, { maxFrameBytes: 1 << 20 });
const encoder = new FrameEncoder(framing);
const frames = ["one", "two", "x".repeat(500_000), "", "last"].map((text) => encoder.encode(text));
const outgoing = Buffer.concat(frames);

const poll = new Poll();
const events = Events.withCapacity(16);
using server = await TcpListener.bind("127.0.0.1:0");
using client = TcpStream.connect(server.localAddr());
poll.registry.register(server, SERVER, Interest.READABLE);
poll.registry.register(client, CLIENT, Interest.WRITABLE);

using decoder = new FrameDecoder(framing);
const into = new Uint8Array(64 * 1024);
let accepted: TcpStream | undefined;
let sent = 0;

/** Sends what there is room for; the end follows the last byte. */
function send(): void {
  while (sent < outgoing.length) {
    const count = client.write(outgoing.subarray(sent));
    if (count === WOULD_BLOCK) return;
    sent += count;
  }
  client.shutdown("write");
}

/** Decodes all that is there; answers whether that was the end. */
function receive(stream: TcpStream): boolean {
  for (;;) {
    const count = stream.read(into);
    if (count === WOULD_BLOCK) return false;
    const batch = count === 0 ? decoder.end() : decoder.push(into.subarray(0, count));
    for (const frame of batch) console.log(`${frame.length} bytes: ${frame.text().slice(0, 5)}`);
    if (count === 0) return true;
  }
}

for (let isOver = false; !isOver;) {
  await poll.poll(events);
  for (const { token, isWritable } of events) {
    if (token === SERVER) {
      const answer = server.accept();
      if (answer === WOULD_BLOCK) continue;
      accepted = answer[0];
      poll.registry.register(accepted, ACCEPTED, Interest.READABLE);
    } else if (token === CLIENT && isWritable && sent < outgoing.length) {
      send();
    } else if (token === ACCEPTED && accepted !== undefined) {
      isOver = receive(accepted);
    }
  }
}
accepted?.close();
