import type { CloseReason } from "../engine/handler.js";

/** What `trySend` answers at once. */
export type SendStatus =
  /** The message is sent. */
  | { readonly status: "sent" }
  /** The peer, or the network, is too slow: nothing of the message is sent, and nobody tries again. */
  | { readonly status: "would-block" }
  /** The link is closed, or closing. */
  | { readonly status: "closed" };

/** What `tryRecv` answers at once. */
export type RecvStatus<In> =
  | { readonly status: "received"; readonly message: In }
  /** There is no message yet. */
  | { readonly status: "would-block" }
  /** There will be no message any more; `reason.error` says what went wrong, if something did. */
  | { readonly status: "closed"; readonly reason: CloseReason };

/** What `tryAccept` answers at once. */
export type AcceptStatus<Accepted> =
  | { readonly status: "accepted"; readonly link: Accepted }
  /** Somebody came and did not become a link: over `maxConnections`, or the handshake failed. */
  | { readonly status: "rejected"; readonly error: unknown }
  /** Nobody has come. */
  | { readonly status: "would-block" }
  /** The listener is closed. */
  | { readonly status: "closed" };

export const SENT: SendStatus = { status: "sent" };
export const WOULD_BLOCK: { readonly status: "would-block" } = { status: "would-block" };
export const CLOSED: { readonly status: "closed" } = { status: "closed" };
