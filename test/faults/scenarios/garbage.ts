import { type Socket, connect } from "node:net";
import { once } from "node:events";
import {
  EventLoop,
  FrameEncoder,
  type Framing,
  ProtocolError,
  TcpServer,
  decimal,
  headerBlock,
  lengthPrefixed,
  lines,
  varint,
} from "../../../src/index.js";
import { Ledger, total } from "../ledger.js";
import { type Outcome, type Scale, type Scenario, claim } from "../scenario.js";
import { eventually, inTime } from "../waits.js";

const PIECE_BYTES = 64 * 1024;
const MAX_FRAME_BYTES = 32 * 1024;
const limit = { maxFrameBytes: MAX_FRAME_BYTES };

/** Each kind of framing, and whether its payload is text. */
const framings: readonly (readonly [string, Framing, boolean])[] = [
  ["length", lengthPrefixed(4, limit), false],
  ["lines", lines(limit), true],
  ["varint", varint(limit), false],
  ["decimal", decimal({ separator: ":", trailer: ",", ...limit }), false],
  ["headerBlock", headerBlock(limit), false],
];

/** What no framing takes for frames: noise with the high bit set, so that it has no line's end either. */
function garbage(seed: number): Buffer {
  const bytes = Buffer.alloc(PIECE_BYTES);
  let state = seed * 2_654_435_761;
  for (let i = 0; i < bytes.length; ++i) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    bytes[i] = 0x80 | (state >>> 24);
  }
  return bytes;
}

const onWire = (payload: Uint8Array, isText: boolean): Uint8Array =>
  isText ? Buffer.from(Buffer.from(payload).toString("hex")) : payload;

const offWire = (payload: Uint8Array, isText: boolean): Uint8Array =>
  isText ? Buffer.from(Buffer.from(payload).toString("latin1"), "hex") : payload;

/** Good frames, then garbage, piece by piece, until the server hangs up. */
async function annoy(port: number, wire: Uint8Array, pieces: number, seed: number): Promise<void> {
  const socket: Socket = connect({ port, host: "127.0.0.1" });
  socket.on("error", () => undefined);
  const closed = once(socket, "close");
  await inTime("a caller to connect", once(socket, "connect"));
  socket.write(wire);
  for (let i = 0; i < pieces && socket.writable; ++i) {
    const isTaken = new Promise<void>((resolve) => {
      socket.write(garbage(seed + i), () => resolve());
    });
    await inTime("a piece to be taken", Promise.race([isTaken, closed]));
  }
  socket.resume();
  socket.end();
  await inTime("the caller's end", closed);
}

/** One server, one framing, callers one after the other. */
async function underOne(
  loop: EventLoop,
  [name, framing, isText]: (typeof framings)[number],
  scale: Scale,
): Promise<Ledger[]> {
  const errors: unknown[] = [];
  let ledger = new Ledger();
  const server = new TcpServer(
    { framing, loop, lingerMs: 1_000 },
    {
      onFrame: (_, frame) => void ledger.take(offWire(frame.bytes(), isText)),
      onError: (_, error) => void errors.push(error),
    },
  );
  const { port } = await server.start();
  const encoder = new FrameEncoder(framing);
  const ledgers: Ledger[] = [];
  const callers = scale.pick(3, 40);
  for (let i = 0; i < callers; ++i) {
    ledger = new Ledger(200);
    ledgers.push(ledger);
    const frames = Array.from({ length: 20 }, () => encoder.encode(onWire(ledger.next(), isText)));
    await annoy(port, Buffer.concat(frames), scale.pick(2, 8), i);
    await eventually(`the end under ${name}`, () => server.connectionCount === 0);
  }
  const isProtocols = errors.every((error) => error instanceof ProtocolError);
  claim(isProtocols && errors.length === callers, `${name}: one error each, of the protocol`);
  await server.stop();
  return ledgers;
}

export const garbageToAll: Scenario = {
  name: "garbage in pieces of 64 KiB behind good frames, under five framings",
  run: async (scale): Promise<Outcome> => {
    const loop = new EventLoop();
    const ledgers: Ledger[] = [];
    for (const framing of framings) ledgers.push(...(await underOne(loop, framing, scale)));
    const { connections, pool } = loop.stats();
    return { ...total(ledgers), notHome: connections + pool.bytesOut };
  },
};
