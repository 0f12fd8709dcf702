import type { Codec, StreamCodec } from "../codec/codec.js";
import type { Frame } from "../codec/frame.js";
import type { Framing } from "../codec/framing.js";
import { raw } from "../codec/framing/raw.js";
import type { BytesLike } from "../codec/payload.js";
import { type ByteSize, byteSize, expected } from "../core/check.js";
import { ZONE_BYTES_MAX, ZONE_BYTES_MIN } from "../limits.js";
import { EventLoop } from "../reactor/loop.js";
import type { SpeechOptions } from "../engine/options.js";
import type { TcpServerOptions } from "./options.js";

type Settings = Pick<
  TcpServerOptions,
  "host" | "port" | "maxConnections" | "noDelay" | "keepAlive"
>;

interface Draft<In, Out> {
  readonly settings: Settings;
  readonly speech: SpeechOptions<In, Out>;
  readonly zoneBytes: number | undefined;
}

/** `host:port`, an IPv6 address in brackets. */
const ADDRESS = /^(?:\[([^\]]+)\]|([^:]+)):(\d+)$/;

/**
 * The options of a server, one after the other. Each call answers a new builder, so that one may be the
 * beginning of several; what is wrong with a value is said by `new TcpServer(...)`.
 */
export class TcpServerConfigBuilder<In = Frame, Out = BytesLike> {
  readonly #draft: Draft<In, Out>;

  constructor(draft: Draft<In, Out>) {
    this.#draft = draft;
  }

  #with(settings: Settings): TcpServerConfigBuilder<In, Out> {
    const draft = this.#draft;
    return new TcpServerConfigBuilder({
      ...draft,
      settings: { ...draft.settings, ...settings },
    });
  }

  /**
   * Where to listen: by default at a free port of 127.0.0.1.
   *
   * @throws RangeError if `host` comes alone and is not such as `"127.0.0.1:9000"` or `"[::1]:9000"`.
   */
  address(host: string, port?: number): TcpServerConfigBuilder<In, Out> {
    if (port !== undefined) return this.#with({ host, port });
    const match = ADDRESS.exec(host);
    const name = match?.[1] ?? match?.[2];
    if (match === null || name === undefined) {
      throw new RangeError(expected("address", 'such as "127.0.0.1:9000"', host));
    }
    return this.#with({ host: name, port: Number(match[3]) });
  }

  /**
   * The most that one read brings, 4 KiB to 4 MiB: the landing zone of a loop that the server has for
   * itself. A large frame is read into a block of its own, and in larger pieces. By default the server runs
   * on the loop that all share.
   *
   * @throws TypeError or RangeError if it is no size, or out of range.
   */
  bufferSize(bytes: ByteSize): TcpServerConfigBuilder<In, Out> {
    const zoneBytes = byteSize("bufferSize", bytes, ZONE_BYTES_MIN, ZONE_BYTES_MAX);
    return new TcpServerConfigBuilder({ ...this.#draft, zoneBytes });
  }

  /** Most connections at once; the one too many is closed with an event. By default no bound. */
  maxConnections(count: number): TcpServerConfigBuilder<In, Out> {
    return this.#with({ maxConnections: count });
  }

  /** Whether small writes are sent at once (TCP_NODELAY): by default true. */
  noDelay(isOn: boolean): TcpServerConfigBuilder<In, Out> {
    return this.#with({ noDelay: isOn });
  }

  /** Milliseconds of silence before the kernel probes the peer; false for never, the default. */
  keepAlive(idleMs: number | false): TcpServerConfigBuilder<In, Out> {
    return this.#with({ keepAlive: idleMs });
  }

  /** How the stream is cut into frames: by default not at all, as by `raw()`. Replaces a codec. */
  framing(framing: Framing): TcpServerConfigBuilder {
    const { settings, zoneBytes } = this.#draft;
    return new TcpServerConfigBuilder({ settings, zoneBytes, speech: { framing } });
  }

  /** What makes messages of the stream. Replaces a framing. */
  codec<Message, Answer = Message>(
    codec: Codec<Message, Answer> | StreamCodec<Message, Answer>,
  ): TcpServerConfigBuilder<Message, Answer> {
    const { settings, zoneBytes } = this.#draft;
    return new TcpServerConfigBuilder({ settings, zoneBytes, speech: { codec } });
  }

  /**
   * Plain options, frozen.
   *
   * @throws RangeError or ResourceError as `new EventLoop()`, where a `bufferSize` was given.
   */
  build(): Readonly<TcpServerOptions<In, Out>> {
    const { settings, speech, zoneBytes } = this.#draft;
    const loop = zoneBytes === undefined ? {} : { loop: new EventLoop({ zone: zoneBytes }) };
    return Object.freeze({ ...settings, ...speech, ...loop });
  }
}

/**
 * The options of a `TcpServer` for those who port from a builder; a plain object does the same.
 *
 * @example
 * const config = TcpServerConfig.builder()
 *   .address("127.0.0.1:9000")
 *   .maxConnections(1_000)
 *   .framing(lengthPrefixed(4))
 *   .build();
 * const server = new TcpServer(config, handler);
 */
export const TcpServerConfig: { builder(): TcpServerConfigBuilder } = {
  builder: () => {
    const speech = { framing: raw() };
    return new TcpServerConfigBuilder({ settings: {}, speech, zoneBytes: undefined });
  },
};
