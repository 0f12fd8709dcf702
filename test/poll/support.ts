import { afterEach } from "vitest";
import {
  type Event,
  Events,
  Interest,
  Poll,
  TcpListener,
  TcpStream,
  Token,
  WOULD_BLOCK,
  type WouldBlock,
} from "../../src/poll.js";
import { turns, within } from "../support/events.js";

export const BOTH: Interest = Interest.READABLE.add(Interest.WRITABLE);
export const LOOPBACK = "127.0.0.1:0";
export const text = (of: string): Buffer => Buffer.from(of, "latin1");

const opened: { close(): void }[] = [];

/** Closed when the test is over. */
export function mine<Thing extends { close(): void }>(thing: Thing): Thing {
  opened.push(thing);
  return thing;
}

afterEach(() => {
  for (const thing of opened.splice(0).reverse()) thing.close();
});

/** A poll, and what one does with it in a test. */
export class Watch {
  readonly poll: Poll = mine(new Poll());
  readonly events: Events = new Events(64);

  /** Polls until an event of this token is as is asked for; answers a copy. Others are passed over. */
  async until(
    what: string,
    token: number,
    isWanted: (event: Event) => boolean = () => true,
  ): Promise<Event> {
    const found = this.#until(token, isWanted);
    return within(`${what}, token ${token}`, found);
  }

  async #until(token: number, isWanted: (event: Event) => boolean): Promise<Event> {
    for (;;) {
      await this.poll.poll(this.events);
      for (const event of this.events) {
        if (event.token === token && isWanted(event)) return event.clone();
      }
    }
  }

  /** All that is reported after everything that was going to happen of itself has happened. */
  async quiet(): Promise<string[]> {
    // Deno looks at its sockets once in 60 turns.
    await turns(150);
    await this.poll.poll(this.events, 0);
    return Array.from(this.events, String);
  }

  /** Everything this poll reports now, as text. */
  async next(timeoutMs?: number): Promise<string[]> {
    await within("events", this.poll.poll(this.events, timeoutMs));
    return Array.from(this.events, String);
  }
}

/** A listener on loopback and two connected streams, all drained of their first events and unregistered. */
export async function connected(): Promise<{
  listener: TcpListener;
  client: TcpStream;
  server: TcpStream;
}> {
  const watch = new Watch();
  const listener = mine(await TcpListener.bind(LOOPBACK));
  const client = mine(TcpStream.connect(listener.localAddr()));
  watch.poll.registry.register(listener, Token(0), Interest.READABLE);
  watch.poll.registry.register(client, Token(1), Interest.WRITABLE);
  await watch.until("a connection to accept", 0);
  const [server] = got(listener.accept());
  mine(server);
  if (client.inner.connecting) await watch.until("the connection", 1);
  watch.poll.registry.deregister(listener);
  watch.poll.registry.deregister(client);
  return { listener, client, server };
}

/** The answer of an operation that must not block. */
export function got<Answer>(answer: Answer | WouldBlock): Answer {
  if (answer === WOULD_BLOCK) throw new Error("expected an answer, got WOULD_BLOCK");
  return answer;
}

/** All that can be read now, a few bytes at a time; `isEnd` once there is no more to come. */
export function drain(
  source: { read(into: Uint8Array): number | WouldBlock },
  into: Uint8Array = new Uint8Array(4096),
): { bytes: Buffer; isEnd: boolean } {
  const parts: Buffer[] = [];
  for (;;) {
    const count = source.read(into);
    if (typeof count !== "number" || count === 0) {
      return { bytes: Buffer.concat(parts), isEnd: count === 0 };
    }
    parts.push(Buffer.from(into.subarray(0, count)));
  }
}
