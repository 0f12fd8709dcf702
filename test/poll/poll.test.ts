import { describe, expect, it } from "vitest";
import {
  type Event,
  Events,
  Interest,
  IoSource,
  Poll,
  Ready,
  type Registry,
  TcpListener,
  TcpStream,
  Token,
  Waker,
} from "../../src/poll.js";
import { rejection, within } from "../support/events.js";
import { BOTH, LOOPBACK, Watch, connected, drain, mine, text } from "./support.js";

/** Sources that only do what they are told, registered under tokens 0, 1, 2 ... */
function signals(registry: Registry, count: number): IoSource[] {
  return Array.from({ length: count }, (_, i) => {
    const source = new IoSource();
    registry.register(source, Token(i), BOTH);
    return source;
  });
}

describe("MO-01 MO-02 a poll", () => {
  it("clears the events, and brings at most so many as there is room for: the rest comes next", async () => {
    const { poll } = new Watch();
    const events = Events.withCapacity(2);
    expect([events.capacity, events.isEmpty]).toEqual([2, true]);
    for (const source of signals(poll.registry, 5)) source.signal(Ready.READABLE);
    const batches: number[][] = [];
    for (let i = 0; i < 3; ++i) {
      await within("events", poll.poll(events));
      expect(events.isEmpty).toBe(false);
      batches.push(Array.from(events, ({ token }) => token));
    }
    expect(batches).toEqual([[0, 1], [2, 3], [4]]);
    await poll.poll(events, 0);
    expect(events.isEmpty).toBe(true);
  });

  it("MO-03 waits no longer than it is told; a fraction of a millisecond is one", async () => {
    const watch = new Watch();
    expect(await watch.next(0)).toEqual([]);
    expect(await watch.next(0.2)).toEqual([]);
    const [source] = signals(watch.poll.registry, 1);
    source?.signal(Ready.READABLE);
    // What is ready comes at once, however long it might have waited: longer than a timer can be.
    expect(await watch.next(2 ** 40)).toEqual(["Event(0: READABLE)"]);
    for (const wrong of [-1, NaN, Object("1") as number]) {
      await expect(watch.poll.poll(watch.events, wrong)).rejects.toThrow(RangeError);
    }
    await expect(watch.poll.poll([] as unknown as Events)).rejects.toThrow(TypeError);
    for (const wrong of [0, 1.5, 65_537]) expect(() => new Events(wrong)).toThrow(RangeError);
  });

  it("has one who waits at a time", async () => {
    const { poll, events } = new Watch();
    const waiting = poll.poll(events);
    await expect(poll.poll(new Events(1))).rejects.toThrow("waited for already");
    await expect(poll.run(() => undefined)).rejects.toThrow("waited for already");
    poll.stop();
    await within("the first", waiting);
    expect(events.isEmpty).toBe(true);
  });

  it("lets I/O happen, however often it is polled for nothing", async () => {
    const { client, server } = await connected();
    const watch = new Watch();
    watch.poll.registry.register(server, Token(1), Interest.READABLE);
    client.write(text("x"));
    let seen: string[] = [];
    while (seen.length === 0) seen = await watch.next(0);
    expect(seen).toEqual(["Event(1: READABLE)"]);
  });

  it("MO-46 that is closed lets its sources go, and nobody waits for it any more", async () => {
    const { client, server } = await connected();
    const first = new Watch();
    first.poll.registry.register(server, Token(1), BOTH);
    const waiting = first.next();
    first.poll.close();
    expect(await waiting).toEqual([]);
    await expect(first.poll.poll(first.events)).rejects.toThrow("the poll is closed");
    expect(() => first.poll.registry.register(client, Token(2), BOTH)).toThrow(
      "the poll is closed",
    );
    first.poll.close();
    const second = new Watch();
    second.poll.registry.register(server, Token(1), BOTH);
    expect(await second.next()).toEqual(["Event(1: WRITABLE)"]);
  });
});

describe("MO-05..08 MI-05 MI-06 a registry", () => {
  it("registers, changes and deregisters a source; what it is already is reported", async () => {
    const { client, server } = await connected();
    const watch = new Watch();
    const own = watch.poll.registry;
    own.register(server, Token(1), Interest.READABLE);
    expect(await watch.quiet()).toEqual([]);
    own.reregister(server, Token(2), BOTH);
    expect(await watch.quiet()).toEqual(["Event(2: WRITABLE)"]);
    client.write(text("x"));
    expect(await watch.next()).toEqual(["Event(2: READABLE)"]);
    own.reregister(server, Token(2), Interest.READABLE);
    expect(await watch.quiet()).toEqual(["Event(2: READABLE)"]);
    own.deregister(server);
    drain(server);
    client.write(text("y"));
    expect(await watch.quiet()).toEqual([]);
    own.tryClone().register(server, Token(1), Interest.READABLE);
    expect(await watch.quiet()).toEqual(["Event(1: READABLE)"]);
  });

  it("refuses a token in use and a source registered twice: nothing is overwritten", async () => {
    const watch = new Watch();
    const { registry } = watch.poll;
    const [one, other] = signals(registry, 2) as [IoSource, IoSource];
    const third = new IoSource();
    expect(() => registry.register(third, Token(0), BOTH)).toThrow(
      new RangeError('"token" expected one that is not in use, got 0'),
    );
    expect(() => registry.reregister(other, Token(0), BOTH)).toThrow(RangeError);
    expect(() => registry.register(one, Token(5), BOTH)).toThrow(TypeError);
    expect(() => new Poll().registry.register(one, Token(5), BOTH)).toThrow(TypeError);
    expect(() => registry.deregister(third)).toThrow(TypeError);
    expect(() => registry.reregister(third, Token(6), BOTH)).toThrow(TypeError);
    expect(() => new Poll().registry.deregister(one)).toThrow(TypeError);
    one.signal(Ready.READABLE);
    other.signal(Ready.READABLE);
    third.signal(Ready.READABLE);
    expect(await watch.next()).toEqual(["Event(0: READABLE)", "Event(1: READABLE)"]);
    registry.deregister(one);
    registry.register(third, Token(0), BOTH);
    expect(await watch.next()).toEqual(["Event(0: READABLE)"]);
  });

  it("refuses what is no source, token or interest", () => {
    const { registry } = new Watch().poll;
    const source = new IoSource();
    const half = { register: () => undefined } as unknown as IoSource;
    for (const wrong of [half, Object(null) as IoSource, Object("source") as IoSource]) {
      expect(() => registry.register(wrong, Token(0), BOTH)).toThrow(TypeError);
    }
    expect(() => registry.register(source, "0" as unknown as Token, BOTH)).toThrow(TypeError);
    expect(() => registry.register(source, -1 as Token, BOTH)).toThrow(RangeError);
    expect(() => registry.register(source, Token(0), 3 as unknown as Interest)).toThrow(TypeError);
    registry.register(source, Token(0), BOTH);
  });

  it("takes sources while the poll waits", async () => {
    const watch = new Watch();
    const waiting = watch.next();
    const listener = mine(await TcpListener.bind(LOOPBACK));
    watch.poll.registry.register(listener, Token(4), Interest.READABLE);
    mine(TcpStream.connect(listener.localAddr()));
    expect(await waiting).toEqual(["Event(4: READABLE)"]);
  });

  it("deregister means no later event: not one in line, not one of the walk under way", async () => {
    const watch = new Watch();
    const { registry } = watch.poll;
    const [first, second, third] = signals(registry, 3) as [IoSource, IoSource, IoSource];
    for (const source of [first, second, third]) source.signal(Ready.READABLE);
    registry.deregister(third);
    await within("events", watch.poll.poll(watch.events));
    const seen: number[] = [];
    for (const event of watch.events) {
      seen.push(event.token);
      if (event.token !== 0) continue;
      registry.deregister(second);
      // Its token may be another's at once, who has nothing to do with the event that was in the batch.
      registry.register(third, Token(1), BOTH);
    }
    expect(seen).toEqual([0]);
    registry.deregister(first);
    expect(Array.from(watch.events)).toEqual([]);
    expect(await watch.next()).toEqual(["Event(1: READABLE)"]);
  });
});

describe("MO-21..24 edges", () => {
  it("a source is reported once, and again only after WOULD_BLOCK and new bytes", async () => {
    const { client, server } = await connected();
    const watch = new Watch();
    watch.poll.registry.register(server, Token(1), Interest.READABLE);
    client.write(text("some"));
    expect(await watch.next()).toEqual(["Event(1: READABLE)"]);
    client.write(text("more"));
    expect(await watch.quiet()).toEqual([]);
    expect(drain(server).bytes.toString()).toBe("somemore");
    expect(await watch.quiet()).toEqual([]);
    client.write(text("new"));
    expect(await watch.next()).toEqual(["Event(1: READABLE)"]);
    expect(await watch.quiet()).toEqual([]);
    expect(drain(server).bytes.toString()).toBe("new");
  });

  it("what was drained before it was reported is not reported", async () => {
    const { client, server } = await connected();
    const watch = new Watch();
    watch.poll.registry.register(server, Token(1), Interest.READABLE);
    client.write(text("some"));
    let bytes = "";
    while (bytes === "") {
      await new Promise((resolve) => setImmediate(resolve));
      bytes = drain(server).bytes.toString();
    }
    expect(await watch.quiet()).toEqual([]);
  });

  it("readable and writable may be one event; a full stream is writable again when it ran dry", async () => {
    const { client, server } = await connected();
    const watch = new Watch();
    client.write(text("x"));
    await new Watch().quiet();
    watch.poll.registry.register(server, Token(1), BOTH);
    expect(await watch.next()).toEqual(["Event(1: READABLE | WRITABLE)"]);
    const large = new Uint8Array(1 << 20);
    while (typeof server.write(large) === "number");
    expect(await watch.quiet()).toEqual([]);
    watch.poll.registry.register(client, Token(2), Interest.READABLE);
    const drained = async (): Promise<Event> => {
      for (;;) {
        await watch.poll.poll(watch.events);
        for (const event of watch.events) {
          if (event.token === 1) return event;
          drain(client);
        }
      }
    };
    const { token, isWritable, isReadable } = await within("room", drained());
    expect([token, isWritable, isReadable]).toEqual([1, true, false]);
  });
});

describe("MI-01..14 run(handlers)", () => {
  it("MI-09 MI-11 hands each event to the handler of its token, looked up anew, until stop()", async () => {
    const { poll } = new Watch();
    const [one, other] = signals(poll.registry, 2) as [IoSource, IoSource];
    const lines: string[] = [];
    const handlers = new Map<Token, ((event: Event) => void) | { handleEvent(event: Event): void }>(
      [
        [
          Token(0),
          (event) => {
            lines.push(`first ${event.token}`);
            handlers.set(Token(0), () => poll.stop());
            one.signalAnew(Ready.READABLE);
          },
        ],
        [Token(1), { handleEvent: (event) => lines.push(`object ${String(event)}`) }],
      ],
    );
    const running = poll.run(handlers);
    other.signal(Ready.WRITABLE);
    one.signal(Ready.READABLE);
    await within("run()", running);
    expect(lines).toEqual(["object Event(1: WRITABLE)", "first 0"]);
  });

  it("MI-08 is stopped from outside a handler, from a timer, and by closing the poll", async () => {
    const { poll } = new Watch();
    const waker = mine(new Waker(poll.registry, Token(0)));
    const stop = (): void => poll.stop();
    const outside = poll.run(new Map());
    stop();
    await within("run()", outside);
    const timed = poll.run(new Map());
    setTimeout(stop, 1);
    await within("run() and a timer", timed);
    const woken = poll.run(new Map([[Token(0), stop]]));
    waker.wake();
    await within("run() and a waker", woken);
    const closed = poll.run(new Map());
    poll.close();
    await within("run() of a closed poll", closed);
  });

  it("MI-14 gives handlers what is closed or wrong, and nothing else, too", async () => {
    const { poll } = new Watch();
    const [closing, failing] = signals(poll.registry, 2) as [IoSource, IoSource];
    const seen: string[] = [];
    const running = poll.run((event) => {
      seen.push(String(event));
      if (seen.length === 2) poll.stop();
    });
    closing.signal(Ready.READ_CLOSED | Ready.WRITE_CLOSED);
    failing.signal(Ready.ERROR);
    await within("run()", running);
    expect(seen).toEqual(["Event(0: READ_CLOSED | WRITE_CLOSED)", "Event(1: ERROR)"]);
  });

  it("MI-07 ends with what a handler throws; the events behind it wait for the next run", async () => {
    const { poll } = new Watch();
    const sources = signals(poll.registry, 3);
    for (const source of sources) source.signal(Ready.READABLE);
    const seen: number[] = [];
    const failure = new Error("the handler's own");
    const failing = poll.run(({ token }) => {
      seen.push(token);
      if (token === 1) throw failure;
    });
    expect(await rejection("run()", failing)).toBe(failure);
    const missing = await rejection("run()", poll.run(new Map()));
    expect(String(missing)).toBe(
      'RangeError: "handlers" expected a handler of token 2, got undefined',
    );
    await within(
      "the rest",
      poll.run(({ token }) => {
        seen.push(token);
        poll.stop();
      }),
    );
    expect(seen).toEqual([0, 1, 2]);
    await expect(poll.run({} as Map<Token, () => void>)).rejects.toThrow(TypeError);
  });

  it("has a wait of its own, begun in a handler that stopped it", async () => {
    const { poll, events } = new Watch();
    const [one, other] = signals(poll.registry, 2) as [IoSource, IoSource];
    let inner = Promise.resolve();
    const running = poll.run(() => {
      poll.stop();
      inner = poll.poll(events);
    });
    one.signal(Ready.READABLE);
    await within("run()", running);
    other.signal(Ready.READABLE);
    await within("the wait within", inner);
    expect(Array.from(events, String)).toEqual(["Event(1: READABLE)"]);
  });
});

describe("for await (const event of poll)", () => {
  it("shows event by event until stop()", async () => {
    const { poll } = new Watch();
    const sources = signals(poll.registry, 3);
    for (const source of sources) source.signal(Ready.READABLE);
    const seen: string[] = [];
    for await (const event of poll) {
      seen.push(String(event));
      if (event.token === 0 && event.isReadable) sources[0]?.signal(Ready.WRITABLE);
      if (event.isWritable) poll.stop();
    }
    expect(seen).toEqual([
      "Event(0: READABLE)",
      "Event(1: READABLE)",
      "Event(2: READABLE)",
      "Event(0: WRITABLE)",
    ]);
  });

  it("keeps what was not shown when it is left", async () => {
    const watch = new Watch();
    for (const source of signals(watch.poll.registry, 3)) source.signal(Ready.READABLE);
    for await (const { token } of watch.poll) {
      expect(token).toBe(0);
      break;
    }
    expect(await watch.next()).toEqual(["Event(1: READABLE)", "Event(2: READABLE)"]);
  });

  it("ends when the poll is closed, waiting or not", async () => {
    const { poll } = new Watch();
    const walk = async (): Promise<string> => {
      for await (const event of poll) return String(event);
      return "the end";
    };
    const walking = walk();
    poll.close();
    expect(await within("the end", walking)).toBe("the end");
  });
});
