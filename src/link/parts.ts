import type { Codec, StreamCodec } from "../codec/codec.js";
import type { HeartbeatPlan } from "./heartbeat.js";
import type { InboxLimits } from "./inbox.js";
import type { LinkObserver, LinkProtocol } from "./protocol.js";

/** What all links of one `connect` or `listen` have in common. */
export interface LinkParts<In, Out, Session, State> {
  readonly name: string;
  readonly session: Session;
  readonly createState: () => State;
  readonly protocol: LinkProtocol<In, Out, Session, State>;
  readonly observer: LinkObserver<In, Out>;
  readonly heartbeat: HeartbeatPlan<Out>;
  readonly inbox: InboxLimits;
  readonly handshakeTimeoutMs: number;
  readonly farewellMs: number;
  readonly speech: Speech<In, Out>;
}

/** The codec of a link, and how long the message was on the wire that it has decoded last. */
export interface Speech<In, Out> {
  readonly codec: Codec<In, Out> | StreamCodec<In, Out>;
  bytesRead: number;
  /** Whether the messages are payloads as they are, each a copy. */
  readonly isPlain: boolean;
}
