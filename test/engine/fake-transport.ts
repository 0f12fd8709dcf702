import { EventLoop, type Handler } from "../../src/index.js";
import type { BytesLike, Frame, Framing } from "../../src/index.js";
import { Engine } from "../../src/engine/engine.js";
import type { EngineConnection } from "../../src/engine/connection.js";
import { formatOf } from "../../src/engine/format.js";
import { Hub } from "../../src/engine/hub.js";
import { timeoutsOf } from "../../src/engine/patience.js";
import type { ByteStream, TransportEvents } from "../../src/reactor/byte-stream.js";

/** A transport without a socket: the test says what arrives, and when a write is done. */
export class FakeTransport implements ByteStream {
  readonly writes: Buffer[] = [];
  /** Whether the kernel takes a write at once. */
  takesAll = true;
  isPaused = false;
  hasEnded = false;
  isGone = false;
  readonly canRedirect = false;
  readonly queuedBytes = 0;
  readonly remote = undefined;
  readonly local = undefined;
  #events: TransportEvents | undefined;
  #pending = 0;

  /** Brings bytes as a `'data'` event would. */
  arrive(chunk: Uint8Array): void {
    this.#events?.receivedChunk(chunk);
  }

  /** Brings bytes as direct reads would: each as large as the memory it may land in. */
  arriveDirectly(chunk: Uint8Array): void {
    for (let at = 0; at < chunk.length && !this.isPaused;) {
      const target = this.#events?.nextTarget() ?? new Uint8Array(0);
      const part = chunk.subarray(at, at + target.length);
      target.set(part);
      this.#events?.received(part.length, target);
      at += part.length;
    }
  }

  /** Reports the oldest write, done or given up. */
  report(isTaken = true): void {
    --this.#pending;
    this.#events?.written(isTaken);
  }

  reportAll(): void {
    while (this.#pending > 0) this.report();
  }

  get sent(): Buffer {
    return Buffer.concat(this.writes);
  }

  open(events: TransportEvents): void {
    this.#events = events;
  }

  start(_events: TransportEvents, mayRead: boolean): void {
    this.isPaused = !mayRead;
  }

  redirect(): void {
    // Reads are where the test puts them.
  }

  write(bytes: Uint8Array): boolean {
    this.writes.push(Buffer.from(bytes));
    ++this.#pending;
    return this.takesAll;
  }

  pause(): void {
    this.isPaused = true;
  }

  resume(): void {
    this.isPaused = false;
  }

  end(): void {
    this.hasEnded = true;
  }

  destroy(): void {
    this.isGone = true;
    setImmediate(() => this.#events?.closedByTransport());
  }

  reset(): void {
    this.destroy();
  }
}

export interface Bench {
  readonly loop: EventLoop;
  readonly hub: Hub;
  /** A new connection on a transport of its own. */
  readonly connect: () => {
    readonly connection: EngineConnection<Frame, BytesLike, undefined>;
    readonly transport: FakeTransport;
  };
  /** Closes everything and answers the bytes that are not home. */
  readonly close: () => Promise<number>;
}

/** An engine on a small loop whose connections have no sockets. */
export function bench(
  framing: Framing,
  handler: Handler,
  options: ConstructorParameters<typeof EventLoop>[0] = {},
): Bench {
  const loop = new EventLoop({ arena: "40 MiB", ...options });
  const bounds = { highWaterMark: 65_536, maxOutboundBytes: 2 ** 26, maxConnections: 100 };
  const format = formatOf<Frame, BytesLike>(framing);
  const habits = {
    format,
    pauseReadsWhenBlocked: true,
    allowHalfOpen: false,
    lingerMs: 60_000,
    timeouts: timeoutsOf(),
    outboundOverflow: "close" as const,
  };
  const createSession = (): undefined => undefined;
  const engine = new Engine(loop, { ...bounds, ...habits, createSession }, handler);
  return {
    loop,
    hub: Hub.of(loop),
    connect: () => {
      const transport = new FakeTransport();
      return { connection: engine.admit(transport), transport };
    },
    close: async () => {
      for (const connection of engine.connections()) connection.abort();
      await engine.closeAll(0);
      return loop.stats().pool.bytesOut;
    },
  };
}
