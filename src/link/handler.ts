import type { Handler, NetworkEvent } from "../engine/handler.js";
import type { Speech } from "./parts.js";
import type { Wire } from "./wire.js";

/** Who hears of what is no connection's. */
export interface OwnerEvents<In, Out, State> {
  /** The engine has made a connection; its wire is nobody's yet. */
  opened?(wire: Wire<In, Out, State>): void;
  error?(error: unknown): void;
  event?(event: NetworkEvent): void;
}

/** Tells each connection's wire what the engine has to say. */
export function wireHandler<In, Out, State>(
  speech: Speech<In, Out>,
  owner: OwnerEvents<In, Out, State>,
): Handler<In, Out, Wire<In, Out, State>> {
  return {
    onConnect(connection) {
      connection.session.opened(connection);
      owner.opened?.(connection.session);
    },
    onFrame: ({ session }, message) => session.arrived(message, speech.bytesRead),
    onWritable: ({ session }) => session.writable(),
    onError(connection, error) {
      if (connection === null) owner.error?.(error);
      else connection.session.failed(error);
    },
    onDisconnect: ({ session }, reason) => session.closed(reason),
    onEvent: (event) => owner.event?.(event),
  };
}
