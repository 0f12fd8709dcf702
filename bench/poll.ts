import { once } from "node:events";
import { type AddressInfo, type Socket, connect, createServer } from "node:net";
import Table from "cli-table3";
import { Events, Interest, IoSource, Poll, Ready, TcpStream, Token } from "millrace/poll";

const SOURCES = 64;
/** Turns of a window: what they leave behind stays below V8's young generation. */
const TURNS = 8;

/** A way to be told that sources are ready. */
interface Contestant {
  /** Makes every source ready and waits until each was seen and drained. */
  turn(): Promise<void>;
  close(): void;
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
}

/** Bytes of the heap, and nanoseconds, per event: of the median window. */
async function measure(contestant: Contestant, windows: number): Promise<[number, number]> {
  for (let i = 0; i < 400; ++i) await contestant.turn();
  const bytes: number[] = [];
  const ns: number[] = [];
  for (let i = 0; i < windows; ++i) {
    const heap = process.memoryUsage().heapUsed;
    const start = performance.now();
    for (let j = 0; j < TURNS; ++j) await contestant.turn();
    ns.push(((performance.now() - start) * 1e6) / (TURNS * SOURCES));
    bytes.push((process.memoryUsage().heapUsed - heap) / (TURNS * SOURCES));
  }
  contestant.close();
  return [median(bytes), median(ns)];
}

/** Calls back once all sources of a turn have been seen. */
class Turn {
  #left = 0;
  #over: () => void = () => undefined;

  begin(): Promise<void> {
    this.#left = SOURCES;
    return new Promise((resolve) => (this.#over = resolve));
  }

  seen(): void {
    if (--this.#left === 0) this.#over();
  }
}

/** The events alone: sources that only do what they are told. */
function eventsAlone(use: "run" | "poll"): Contestant {
  const poll = new Poll();
  const turn = new Turn();
  const sources = Array.from({ length: SOURCES }, (_, i) => {
    const source = new IoSource();
    poll.registry.register(source, Token(i), Interest.READABLE);
    return source;
  });
  const see = (token: Token): void => {
    sources[token]?.block(Ready.READABLE);
    turn.seen();
  };
  const signal = (): void => {
    // By index: until it is optimized, a walk makes an object at each step.
    for (let i = 0; i < SOURCES; ++i) sources[i]?.signal(Ready.READABLE);
  };
  if (use === "run") {
    void poll.run(({ token }) => see(token));
    const step = (): Promise<void> => {
      signal();
      return turn.begin();
    };
    return { turn: step, close: () => poll.close() };
  }
  const events = new Events(SOURCES);
  const step = async (): Promise<void> => {
    signal();
    void turn.begin();
    await poll.poll(events);
    for (const event of events) see(event.token);
  };
  return { turn: step, close: () => poll.close() };
}

/** Connected sockets of loopback: one end writes a byte in each turn, the other is told of it. */
async function sockets(): Promise<{ writers: Socket[]; readers: Socket[]; close: () => void }> {
  const readers: Socket[] = [];
  const server = createServer({ noDelay: true, pauseOnConnect: true }, (socket) => {
    readers.push(socket);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const writers: Socket[] = [];
  while (writers.length < SOURCES) {
    const writer = connect({ port, host: "127.0.0.1", noDelay: true });
    const accepted = once(server, "connection");
    await Promise.all([once(writer, "connect"), accepted]);
    writers.push(writer);
  }
  const close = (): void => {
    for (const socket of [...writers, ...readers]) socket.destroy();
    server.close();
  };
  return { writers, readers, close };
}

async function overSockets(kind: "poll" | "readable"): Promise<Contestant> {
  const { writers, readers, close } = await sockets();
  const turn = new Turn();
  const byte = Uint8Array.of(1);
  const step = (): Promise<void> => {
    for (let i = 0; i < SOURCES; ++i) writers[i]?.write(byte);
    return turn.begin();
  };
  if (kind === "readable") {
    for (const reader of readers) {
      reader.on("readable", () => {
        while (reader.read() !== null) turn.seen();
      });
    }
    return { turn: step, close };
  }
  const poll = new Poll();
  const streams = readers.map((reader) => TcpStream.fromStd(reader));
  for (const [i, stream] of streams.entries()) {
    poll.registry.register(stream, Token(i), Interest.READABLE);
  }
  const into = new Uint8Array(64);
  void poll.run(({ token }) => {
    while (typeof streams[token]?.read(into) === "number") turn.seen();
  });
  const closeAll = (): void => {
    poll.close();
    close();
  };
  return { turn: step, close: closeAll };
}

/** Readiness beside bare `'readable'`: what an event leaves on the heap, and takes. */
async function benchPoll(windows: number): Promise<void> {
  const table = new Table({
    head: [`${SOURCES} sources`, "heap, bytes / event", "ns / event"],
    colAligns: ["left", "right", "right"],
    style: { head: [], border: [] },
  });
  const contestants: [string, Contestant][] = [
    ["events alone, run()", eventsAlone("run")],
    ["events alone, poll()", eventsAlone("poll")],
    ["node:net 'readable', 1 byte each", await overSockets("readable")],
    ["TcpStream in run(), 1 byte each", await overSockets("poll")],
  ];
  for (const [name, contestant] of contestants) {
    const [bytes, ns] = await measure(contestant, windows);
    table.push([name, bytes.toFixed(1), ns.toFixed(0)]);
  }
  console.log(table.toString());
}

await benchPoll(process.argv.includes("--smoke") ? 3 : 201);
