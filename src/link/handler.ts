import type { FrameBatch } from "../codec/batch.js";
import type { Connection, Handler, NetworkEvent } from "../engine/handler.js";
import type { Speech } from "./parts.js";
import { Payloads } from "./payloads.js";
import type { Wire } from "./wire.js";

/** Who hears of what is no connection's. */
export interface OwnerEvents<In, Out, State> {
  /** The engine has made a connection; its wire is nobody's yet. */
  opened?(wire: Wire<In, Out, State>): void;
  error?(error: unknown): void;
  event?(event: NetworkEvent): void;
}

type WireConnection<In, Out, State> = Connection<In, Out, Wire<In, Out, State>>;

/** Payloads that are messages: a piece of them is copied at once. */
function payloadsArrived<In, Out, State>(
  connection: WireConnection<In, Out, State>,
  batch: FrameBatch,
): void {
  const wire = connection.session;
  const { length } = batch;
  const payloads = new Payloads(batch);
  for (let i = 0; i < length; ++i) {
    // Plain: a payload is what the codec makes of a frame.
    wire.arrived(payloads.at(i) as In, batch.size(i));
    if (connection.state !== "open") return;
    if (!wire.isPaused) continue;
    connection.pause(i);
    return;
  }
}

function messageHandler<In, Out, State>(
  speech: Speech<In, Out>,
): Handler<In, Out, Wire<In, Out, State>> {
  if (speech.isPlain) return { onBatch: payloadsArrived };
  return { onFrame: ({ session }, message) => session.arrived(message, speech.bytesRead) };
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
    ...messageHandler(speech),
    onWritable: ({ session }) => session.writable(),
    onError(connection, error) {
      if (connection === null) owner.error?.(error);
      else connection.session.failed(error);
    },
    onDisconnect: ({ session }, reason) => session.closed(reason),
    onEvent: (event) => owner.event?.(event),
  };
}
