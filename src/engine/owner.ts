import type { Frame } from "../codec/frame.js";
import type { Framing } from "../codec/framing.js";
import type { HandlerCalls } from "./calls.js";
import type { CloseReason, NetworkEvent, ServerContext } from "./handler.js";
import type { Hub } from "./hub.js";
import type { Member } from "./member.js";
import type { ReadingHost } from "./reading.js";

/** Bounds and habits of the connections of one server or client. */
export interface ConnectionOptions {
  readonly framing: Framing;
  readonly highWaterMark: number;
  readonly maxOutboundBytes: number;
  readonly pauseReadsWhenBlocked: boolean;
  readonly lingerMs: number;
}

/** Who owns a connection: the engine of a server or client. */
export interface ConnectionOwner<Out, Session> extends ServerContext<Out, Frame, Session> {
  readonly hub: Hub;
  readonly calls: HandlerCalls<Out, Session>;
  readonly options: ConnectionOptions;
  event(event: NetworkEvent): void;
  /** The connection is gone. */
  leave(connection: ReadingHost<Out, Session>, reading: Member, reason: CloseReason): void;
}
