import { Duplex } from "node:stream";
import { afterEach, beforeEach, expect } from "vitest";
import type { BytesLike, Frame, Handler, ProtocolEngineOptions } from "../../src/index.js";
import { EventLoop, ProtocolEngine } from "../../src/index.js";
import { until, within } from "../support/events.js";

/**
 * Two streams in memory: what one is given the other emits before the write returns, by reference, if it
 * is read. Node has had `duplexPair` since 22 only.
 */
export function duplexPair(options: { readonly allowHalfOpen?: boolean } = {}): [Duplex, Duplex] {
  const onRead: [() => void, () => void] = [() => undefined, () => undefined];
  const end = (own: 0 | 1): Duplex => {
    const other = (1 - own) as 0 | 1;
    return new Duplex({
      ...options,
      read: () => {
        const go = onRead[own];
        onRead[own] = () => undefined;
        go();
      },
      write: (chunk: Uint8Array, _, done) => {
        if (ends[other].push(chunk)) done();
        else onRead[other] = () => done();
      },
      final: (done) => {
        ends[other].push(null);
        done();
      },
      destroy: (error, done) => {
        // The other end hears of an end that was not announced.
        if (!ends[other].destroyed && !ends[own].writableFinished) {
          process.nextTick(() => ends[other].destroy());
        }
        done(error);
      },
    });
  };
  const ends: [Duplex, Duplex] = [end(0), end(1)];
  return ends;
}

/** The engines of one test on one loop, and the proof that all came home. */
export class Engines {
  readonly loop: EventLoop = new EventLoop({ arena: "40 MiB" });
  readonly #engines: { shutdown(options: { graceMs: number }): Promise<void> }[] = [];

  engine<In = Frame, Out = BytesLike, Session = undefined>(
    options: ProtocolEngineOptions<In, Out, Session>,
    handler: Handler<In, Out, Session>,
  ): ProtocolEngine<In, Out, Session> {
    const engine = new ProtocolEngine({ loop: this.loop, ...options }, handler);
    this.#engines.push(engine);
    return engine;
  }

  async finish(): Promise<void> {
    const all = this.#engines.map((engine) => engine.shutdown({ graceMs: 1_000 }));
    await within("all engines to shut down", Promise.all(all));
    await until("all connections to be gone", () => this.loop.stats().connections === 0);
    expect(this.loop.stats().pool).toMatchObject({ bytesOut: 0, reserveIsHome: true });
  }
}

/** New engines for each test of the surrounding `describe`. */
export function useEngines(): () => Engines {
  let engines = new Engines();
  beforeEach(() => {
    engines = new Engines();
  });
  afterEach(() => engines.finish());
  return () => engines;
}
