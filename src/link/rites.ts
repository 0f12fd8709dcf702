import { TimeoutError } from "../errors.js";
import type { CloseReason } from "../engine/handler.js";
import { Exchange } from "./exchange.js";
import { Link, type LinkHost } from "./link.js";
import type { Wire } from "./wire.js";

/** The task, or a TimeoutError if it takes longer. */
async function within(what: string, timeoutMs: number, task: Promise<void>): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    const text = `the ${what} took longer than ${timeoutMs} ms`;
    timer = setTimeout(() => reject(new TimeoutError(text)), timeoutMs);
  });
  try {
    await Promise.race([task, late]);
  } finally {
    clearTimeout(timer);
  }
}

/**
 * The handshake of the protocol, on an exchange that has the wire.
 *
 * @throws What `onConnect` throws, or what ended the connection; TimeoutError if it takes too long. The
 * connection is gone then.
 */
export async function shakeHands<In, Out, Session, State>(
  exchange: Exchange<In, Out, Session, State>,
  wire: Wire<In, Out, State>,
): Promise<void> {
  const { protocol, handshakeTimeoutMs } = exchange.parts;
  if (protocol.onConnect === undefined) return;
  try {
    const answer = protocol.onConnect(exchange.self);
    if (answer !== undefined)
      await within("handshake", handshakeTimeoutMs, Promise.resolve(answer));
  } catch (error) {
    if (wire.isOpen) wire.fail(error);
    throw error;
  }
}

/** The farewell of the protocol, on an exchange of its own; then the connection is closed. */
export async function sayFarewell<In, Out, Session, State>(
  exchange: Exchange<In, Out, Session, State>,
  host: LinkHost,
): Promise<CloseReason> {
  const { parts, wire } = exchange;
  const { protocol, farewellMs } = parts;
  if (wire === undefined) {
    exchange.finish({ code: "closed" });
    return exchange.closed;
  }
  if (wire.isOpen && protocol.onDisconnect !== undefined) {
    const last = new Exchange(parts);
    const link = new Link(last, host);
    last.onLost = (reason) => {
      exchange.finish(reason);
      return reason;
    };
    exchange.leave();
    last.attach(wire, false);
    try {
      await within("farewell", farewellMs, Promise.resolve(protocol.onDisconnect(link)));
    } catch (error) {
      last.failed(error);
    }
  }
  wire.connection.close();
  return exchange.closed;
}
