import { afterEach, beforeEach } from "vitest";
import {
  type CodecSpeech,
  type ConnectOptions,
  type Link,
  type LinkListener,
  type ListenOptions,
  connect,
  lines,
  listen,
  textCodec,
} from "../../src/index.js";
import { within } from "../support/events.js";
import { World } from "../support/sockets.js";

export const codec = textCodec(lines());
export type TextLink<Session = undefined, State = undefined> = Link<string, string, Session, State>;
export type TextListener<Session = undefined, State = undefined> = LinkListener<
  string,
  string,
  Session,
  State
>;

type Text<Options> = Omit<Options, "codec">;

/** Links and listeners of one test, all of text in lines unless they say otherwise; ends them. */
export class LinkWorld {
  readonly raw = new World(true);
  readonly #ends: { close(): Promise<unknown> }[] = [];

  /** Closes it behind the test. */
  keep<End extends { close(): Promise<unknown> }>(end: End): End {
    this.#ends.unshift(end);
    return end;
  }

  async listen<Session = undefined, State = undefined>(
    options: Text<ListenOptions<string, string, Session, State>> = {},
  ): Promise<{ listener: TextListener<Session, State>; port: number }> {
    const all: ListenOptions<string, string, Session, State> & CodecSpeech<string, string> = {
      loop: this.raw.loop,
      // Raw peers answer no FIN unless they are told to.
      lingerMs: 100,
      ...options,
      codec,
    };
    const listener = this.keep(await listen(all));
    return { listener, port: listener.address.port };
  }

  async connect<Session = undefined, State = undefined>(
    options: Text<ConnectOptions<string, string, Session, State>>,
  ): Promise<TextLink<Session, State>> {
    const all: ConnectOptions<string, string, Session, State> & CodecSpeech<string, string> = {
      loop: this.raw.loop,
      ...options,
      codec,
    };
    return this.keep(await within("a link", connect(all)));
  }

  /** Two links that talk to each other. */
  async pair(
    service: Text<ListenOptions<string, string>> = {},
    client: Text<ConnectOptions<string, string>> = {},
  ): Promise<{ listener: TextListener; accepted: TextLink; dialed: TextLink }> {
    const { listener, port } = await this.listen(service);
    const dialed = await this.connect({ ...client, port });
    const accepted = await within("the accepted link", listener.accept());
    return { listener, accepted, dialed };
  }

  async finish(): Promise<void> {
    await within("all links to close", Promise.all(this.#ends.map((end) => end.close())));
    await this.raw.finish();
  }
}

/** A new world for each test of the surrounding `describe`. */
export function useLinks(): () => LinkWorld {
  let world = new LinkWorld();
  beforeEach(() => {
    world = new LinkWorld();
  });
  afterEach(() => world.finish());
  return () => world;
}
