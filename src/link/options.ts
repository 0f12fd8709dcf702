import type { Codec, StreamCodec } from "../codec/codec.js";
import type { Framing } from "../codec/framing.js";
import type { BytesLike } from "../codec/payload.js";
import type { StandardSchema } from "../codec/schema.js";
import { type ByteSize, byteSize, expected, integer, object } from "../core/check.js";
import type { ConnectionSettings } from "../engine/options.js";
import {
  FAREWELL_MS,
  FRAME_BYTES_MAX,
  HANDSHAKE_TIMEOUT_MS,
  INBOX_BYTES,
  INBOX_MESSAGES,
  TIMER_MS_MAX,
} from "../limits.js";
import type { PlaceSettings } from "../reactor/place.js";
import { heartbeatPlan } from "./heartbeat.js";
import type { LinkParts } from "./parts.js";
import type { HeartbeatOptions, LinkObserver, LinkProtocol } from "./protocol.js";
import { type SpeechSource, speechFrom } from "./speech.js";

const INBOX_MESSAGES_MAX: number = 2 ** 24;

/** Options that `connect` and `listen` share. */
export interface LinkSettings<In, Out, Session, State>
  extends Omit<ConnectionSettings, "createSession" | "outboundOverflow">, PlaceSettings {
  /** What the links are called, in observers and texts. */
  readonly name?: string;
  /** Handshake, farewell and whatever else the protocol does by itself. */
  readonly protocol?: LinkProtocol<In, Out, Session, State>;
  /** Sees all messages; see `observers`. */
  readonly observer?: LinkObserver<In, Out>;
  readonly heartbeat?: HeartbeatOptions<Out>;
  /** What outlives connections, as `link.session`: the same for all links of a listener. */
  readonly session?: Session;
  /** Makes what lives as long as a connection, as `link.connectionState`. */
  readonly createState?: () => State;
  /** Messages that wait to be received before the link stops reading: 1 to 2^24, by default 16,384. */
  readonly inboxMessages?: number;
  /** The same in bytes on the wire: by default 1 MiB. */
  readonly inboxBytes?: ByteSize;
  /** Milliseconds for `onConnect` of the protocol, and as many for TLS and PROXY header: by default 10,000. */
  readonly handshakeTimeoutMs?: number;
  /** Milliseconds for `onDisconnect` of the protocol: by default 5,000. */
  readonly farewellTimeoutMs?: number;
}

/** A codec, and what its messages are. */
export interface CodecSpeech<In, Out> {
  readonly codec: Codec<In, Out> | StreamCodec<In, Out>;
  readonly framing?: undefined;
  readonly schema?: undefined;
}

/** A codec, and a schema that says what its messages are to be. */
export interface SchemaSpeech<In, Out> {
  readonly codec: Codec<unknown, Out> | StreamCodec<unknown, Out>;
  readonly framing?: undefined;
  /**
   * Validates each received message, by any library that implements Standard Schema (zod, valibot,
   * arktype ...), and may change it. One that fails is a ProtocolError with the code `invalid`.
   */
  readonly schema: StandardSchema<In>;
}

/** A framing: its payloads are the messages. */
export interface FramingSpeech {
  readonly framing: Framing;
  readonly codec?: undefined;
  readonly schema?: undefined;
}

/** What the messages of a framing are. */
export type FrameIn = Uint8Array<ArrayBuffer>;
export type FrameOut = BytesLike;

function milliseconds(name: string, value: number | undefined, fallback: number): number {
  return integer(name, value ?? fallback, 1, TIMER_MS_MAX);
}

function optionalObject(name: string, value: unknown): void {
  if (value !== undefined) object(name, value);
}

/** @throws TypeError or RangeError naming the option, what was expected, and what was given. */
export function linkParts<In, Out, Session, State>(
  options: SpeechSource & LinkSettings<In, Out, Session, State>,
  name: string,
): LinkParts<In, Out, Session, State> {
  optionalObject("protocol", options.protocol);
  optionalObject("observer", options.observer);
  const { createState = () => undefined as State, inboxMessages = INBOX_MESSAGES } = options;
  const { inboxBytes = INBOX_BYTES } = options;
  if (typeof createState !== "function") {
    throw new TypeError(expected("createState", "a function", createState));
  }
  return {
    name: options.name ?? name,
    session: options.session as Session,
    createState,
    protocol: options.protocol ?? {},
    observer: options.observer ?? {},
    heartbeat: heartbeatPlan(options.heartbeat),
    inbox: {
      messages: integer("inboxMessages", inboxMessages, 1, INBOX_MESSAGES_MAX),
      bytes: byteSize("inboxBytes", inboxBytes, 1, FRAME_BYTES_MAX),
    },
    handshakeTimeoutMs: milliseconds(
      "handshakeTimeoutMs",
      options.handshakeTimeoutMs,
      HANDSHAKE_TIMEOUT_MS,
    ),
    farewellMs: milliseconds("farewellTimeoutMs", options.farewellTimeoutMs, FAREWELL_MS),
    speech: speechFrom(options),
  };
}

type EngineSettings = Omit<ConnectionSettings, "createSession" | "outboundOverflow">;

/** The engine's settings of a link: the peer's silence is a limit of the engine's. */
export function withTolerance(options: EngineSettings, toleranceMs: number): EngineSettings {
  const { maxFrameBytes, highWaterMark, maxOutboundBytes, lingerMs, pauseReadsWhenBlocked } =
    options;
  const { timeouts = {} } = options;
  return {
    ...(maxFrameBytes === undefined ? {} : { maxFrameBytes }),
    ...(highWaterMark === undefined ? {} : { highWaterMark }),
    ...(maxOutboundBytes === undefined ? {} : { maxOutboundBytes }),
    ...(pauseReadsWhenBlocked === undefined ? {} : { pauseReadsWhenBlocked }),
    ...(lingerMs === undefined ? {} : { lingerMs }),
    timeouts: toleranceMs === 0 ? timeouts : { readIdleMs: toleranceMs, ...timeouts },
  };
}
