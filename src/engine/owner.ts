import type { HandlerCalls } from "./calls.js";
import type { Format } from "./format.js";
import type { CloseReason, NetworkEvent, ServerContext } from "./handler.js";
import type { Hub } from "./hub.js";
import type { Intake } from "./intake.js";
import type { Member } from "./member.js";
import type { Timeouts } from "./patience.js";
import type { ReadingHost } from "./reading.js";

/** What happens to a connection, or to a message, when too many bytes are unsent. */
export type OutboundOverflow = "close" | "drop" | "error";

/** Bounds and habits of the connections of one server or client. */
export interface ConnectionOptions<In, Out> {
  readonly format: Format<In, Out>;
  readonly highWaterMark: number;
  readonly maxOutboundBytes: number;
  readonly outboundOverflow: OutboundOverflow;
  readonly pauseReadsWhenBlocked: boolean;
  readonly allowHalfOpen: boolean;
  readonly lingerMs: number;
  readonly timeouts: Timeouts;
}

/** Who owns a connection: the engine of a server or client. */
export interface ConnectionOwner<In, Out, Session> extends ServerContext<Out, In, Session> {
  readonly hub: Hub;
  readonly calls: HandlerCalls<In, Out, Session>;
  readonly intake: Intake<In, Out, Session>;
  readonly options: ConnectionOptions<In, Out>;
  event(event: NetworkEvent): void;
  /** The connection is gone. */
  leave(connection: ReadingHost<In, Out, Session>, reading: Member, reason: CloseReason): void;
}
