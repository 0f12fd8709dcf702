/** Opens connections to a port, and then echoes a frame on each when asked. A process of `bench/idle.ts`. */
import { once } from "node:events";
import { type Socket, connect } from "node:net";
import { answer, say } from "../harness/conversation.js";

/** How many are on their way at once: fewer than wait to be accepted. */
const BATCH = 200;
const FRAME = Buffer.alloc(4 + 64, 0x2e);
FRAME.writeUInt32BE(64);

async function open(port: number): Promise<Socket> {
  const socket = connect({ port, host: "127.0.0.1" });
  await once(socket, "connect");
  return socket;
}

async function echo(socket: Socket): Promise<void> {
  socket.write(FRAME);
  let bytes = 0;
  while (bytes < FRAME.length) {
    const [chunk] = (await once(socket, "data")) as [Buffer];
    bytes += chunk.length;
  }
  socket.pause();
}

async function inBatches(count: number, task: (i: number) => Promise<unknown>): Promise<void> {
  for (let at = 0; at < count; at += BATCH) {
    const size = Math.min(BATCH, count - at);
    await Promise.all(Array.from({ length: size }, (_, i) => task(at + i)));
  }
}

const [port, count] = process.argv.slice(2).map(Number) as [number, number];
const sockets: Socket[] = [];
await inBatches(count, async () => sockets.push(await open(port)));
say("open");
await answer(async () => {
  await inBatches(count, (i) => echo(sockets[i] as Socket));
  return "echoed";
});
