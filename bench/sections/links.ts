import { once } from "node:events";
import { type Socket, connect as dial } from "node:net";
import { Worker } from "node:worker_threads";
import split2 from "split2";
import { type Link, bytesCodec, connect, lengthPrefixed, lines } from "millrace";
import { connect as connectBlocking } from "millrace/blocking";
import { Child, LOAD_CORE } from "../harness/child.js";
import type { Figure } from "../harness/figures.js";
import { type Round, interleave } from "../harness/rounds.js";
import { type Section, type Size, bySize } from "./section.js";

export const LINKS = "links";

const MESSAGE_BYTES = 128;
export const TRIP_WORK = `round trip of ${MESSAGE_BYTES} B`;
export const ONE_WAY_WORK = "lines of 63 B one way";
const codec = bytesCodec(lengthPrefixed(4));

/** An unframed echo, on a thread of its own. */
const ECHO = `
  const { createServer } = require("node:net");
  const { parentPort } = require("node:worker_threads");
  createServer({ noDelay: true }, (socket) => {
    socket.on("data", (chunk) => socket.write(chunk));
    socket.on("error", () => undefined);
  }).listen(0, "127.0.0.1", function () { parentPort.postMessage(this.address().port); });
`;

function p50(times: Float64Array): number {
  times.sort();
  return (times[times.length >> 1] ?? Number.NaN) * 1_000;
}

async function rawTrip(port: number, count: number): Promise<number> {
  const socket = dial({ port, host: "127.0.0.1", noDelay: true });
  await once(socket, "connect");
  const bytes = Buffer.alloc(MESSAGE_BYTES + 4);
  const times = new Float64Array(count);
  for (let i = 0; i < count; ++i) {
    const since = performance.now();
    socket.write(bytes);
    await new Promise((resolve) => socket.once("data", resolve));
    times[i] = performance.now() - since;
  }
  socket.destroy();
  return p50(times);
}

async function linkTrip(port: number, count: number): Promise<number> {
  const link = await connect({ port, codec });
  const message = new Uint8Array(MESSAGE_BYTES);
  const times = new Float64Array(count);
  for (let i = 0; i < count; ++i) {
    const since = performance.now();
    await link.send(message);
    await link.recv();
    times[i] = performance.now() - since;
  }
  await link.close();
  return p50(times);
}

function blockingTrip(port: number, count: number, spinMs: number): number {
  const link = connectBlocking({ port, codec, spinMs });
  const message = new Uint8Array(MESSAGE_BYTES);
  const times = new Float64Array(count);
  for (let i = 0; i < count; ++i) {
    const since = performance.now();
    link.send(message);
    link.recv();
    times[i] = performance.now() - since;
  }
  link.close();
  return p50(times);
}

async function trips(count: number, rounds: number): Promise<Figure[]> {
  const worker = new Worker(ECHO, { eval: true });
  const [port] = (await once(worker, "message")) as [number];
  const runs: [string, Round][] = [
    ["raw node:net", () => rawTrip(port, count)],
    ["asynchronous", () => linkTrip(port, count)],
    ["blocking, spinning", () => blockingTrip(port, count, 1)],
    ["blocking", () => blockingTrip(port, count, 0)],
  ];
  const times = await interleave(new Map(runs), rounds);
  await worker.terminate();
  return [...times].map(([contestant, values]) => {
    return { bench: LINKS, work: TRIP_WORK, contestant, unit: "p50 µs", values };
  });
}

/** Sends lines as fast as they are taken, in large blocks, from a process and a core of its own. */
const SOURCE = `
  const { createServer } = require("node:net");
  const count = Number(process.argv[1]);
  const line = Buffer.from("x".repeat(63) + "\\n");
  const chunk = Buffer.concat(Array.from({ length: 10000 }, () => line));
  createServer((socket) => {
    let left = count * line.length;
    const go = () => {
      while (left > 0) {
        const part = chunk.subarray(0, left);
        left -= part.length;
        if (!socket.write(part)) return socket.once("drain", go);
      }
      socket.end();
    };
    socket.on("error", () => undefined);
    go();
  }).listen(0, "127.0.0.1", function () { console.log(this.address().port); });
`;

async function oneWay(run: (port: number) => Promise<number>, port: number): Promise<number> {
  const since = performance.now();
  const seen = await run(port);
  return (1_000 * seen) / (performance.now() - since);
}

async function bySplit(port: number): Promise<number> {
  let seen = 0;
  const socket: Socket = dial({ port, host: "127.0.0.1" });
  for await (const line of socket.pipe(split2())) seen += (line as string).length > 0 ? 1 : 0;
  return seen;
}

const bytes = bytesCodec(lines());
type Lines = Link<Uint8Array<ArrayBuffer>, string | Uint8Array>;

async function byIteration(port: number): Promise<number> {
  const link: Lines = await connect({ port, codec: bytes });
  let seen = 0;
  for await (const line of link) seen += line.length > 0 ? 1 : 0;
  return seen;
}

async function byHandler(port: number): Promise<number> {
  const link: Lines = await connect({ port, codec: bytes });
  let seen = 0;
  await link.forEach((line) => {
    seen += line.length > 0 ? 1 : 0;
  });
  return seen;
}

async function oneWays(count: number, rounds: number): Promise<Figure[]> {
  const source = new Child([process.execPath, "-e", SOURCE, String(count)], LOAD_CORE);
  const port = Number(await source.next());
  const runs = { split2: bySplit, "for await": byIteration, forEach: byHandler };
  for (const run of Object.values(runs)) await oneWay(run, port);
  const entries = Object.entries(runs).map(
    ([name, run]) => [name, () => oneWay(run, port)] as const,
  );
  const rates = await interleave(new Map(entries), rounds);
  source.kill();
  return [...rates].map(([contestant, values]) => {
    return {
      bench: LINKS,
      work: ONE_WAY_WORK,
      contestant,
      unit: "messages / s",
      values,
    };
  });
}

async function run(size: Size): Promise<Figure[]> {
  const rounds = bySize(size, 1, 5, 9);
  return [
    ...(await trips(bySize(size, 20, 1_000, 2_000), rounds)),
    ...(await oneWays(bySize(size, 5_000, 500_000, 1_000_000), rounds)),
  ];
}

/** Links beside raw node:net and split2. */
export const linksSection: Section = { name: LINKS, title: "Links", run };
