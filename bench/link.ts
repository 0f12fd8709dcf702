/** Links beside raw node:net: a round trip of 128 bytes, and 1,000,000 messages one way. */
import { once } from "node:events";
import { type Socket, connect as dial } from "node:net";
import { Worker } from "node:worker_threads";
import split2 from "split2";
import { type Link, bytesCodec, connect, lengthPrefixed, lines } from "millrace";
import { connect as connectBlocking } from "millrace/blocking";

const MESSAGE_BYTES = 128;
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

/** All but the first of these are compared with the first. */
async function benchTrips(count: number, rounds: number): Promise<void> {
  const worker = new Worker(ECHO, { eval: true });
  const [port] = (await once(worker, "message")) as [number];
  const trips: Readonly<Record<string, () => number | Promise<number>>> = {
    "raw node:net": () => rawTrip(port, count),
    asynchronous: () => linkTrip(port, count),
    "blocking, spinning": () => blockingTrip(port, count, 1),
    blocking: () => blockingTrip(port, count, 0),
  };
  const best = new Map<string, number[]>();
  for (let round = 0; round < rounds; ++round) {
    for (const [name, trip] of Object.entries(trips)) {
      best.set(name, [...(best.get(name) ?? []), await trip()]);
    }
  }
  const middle = (values: readonly number[]): number =>
    [...values].sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
  const base = middle(best.get("raw node:net") ?? []);
  for (const [name, values] of best) {
    const us = middle(values);
    console.log(`round trip, ${name}: p50 ${us.toFixed(1)} µs, ${(us / base).toFixed(2)} x raw`);
  }
  await worker.terminate();
}

/** Sends lines as fast as they are taken, from a thread of its own. */
const SOURCE = `
  const { createServer } = require("node:net");
  const { parentPort, workerData: count } = require("node:worker_threads");
  const line = Buffer.from("x".repeat(63) + "\\n");
  const chunk = Buffer.concat(Array.from({ length: 1000 }, () => line));
  createServer((socket) => {
    let left = count / 1000;
    const go = () => { while (left-- > 0) if (!socket.write(chunk)) return socket.once("drain", go); socket.end(); };
    socket.on("error", () => undefined);
    go();
  }).listen(0, "127.0.0.1", function () { parentPort.postMessage(this.address().port); });
`;

async function oneWay(run: (port: number) => Promise<number>, port: number): Promise<number> {
  const since = performance.now();
  const seen = await run(port);
  return seen / (performance.now() - since) / 1_000;
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

async function benchOneWay(count: number): Promise<void> {
  const worker = new Worker(SOURCE, { eval: true, workerData: count });
  const [port] = (await once(worker, "message")) as [number];
  const runs = { split2: bySplit, "for await": byIteration, forEach: byHandler };
  let base = Number.NaN;
  for (const [name, run] of Object.entries(runs)) {
    await oneWay(run, port);
    const rate = await oneWay(run, port);
    if (name === "split2") base = rate;
    console.log(`one way, ${name}: ${rate.toFixed(2)} million/s, ${(rate / base).toFixed(1)} x`);
  }
  await worker.terminate();
}

/** `trips` round trips a round, and `messages` one way: a multiple of 1,000. */
export async function benchLink(trips: number, rounds: number, messages: number): Promise<void> {
  await benchTrips(trips, rounds);
  await benchOneWay(messages);
}
