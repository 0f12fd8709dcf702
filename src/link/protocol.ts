import type { Conversation, LinkIdentity } from "./conversation.js";

/**
 * What a protocol does on a link, beside its codec: all members are optional. A hook that throws closes its
 * link at most, with the reason `handler-error`; one that is called by `send()` throws there.
 *
 * ```text
 *   connected --onConnect--> open --send: onSend, onSent--  recv: onRecv, reply--> onDisconnect --> closed
 * ```
 */
export interface LinkProtocol<In, Out, Session = undefined, State = undefined> {
  /**
   * The handshake, at both ends, before anybody else sends or receives; after a reconnect again. What it
   * throws, and a handshake that takes longer than `handshakeTimeoutMs`, refuses the link.
   */
  onConnect?(link: Conversation<In, Out, Session, State>): void | Promise<void>;
  /** The farewell, where this side closes and the connection still is: it may send and receive. */
  onDisconnect?(link: Conversation<In, Out, Session, State>): void | Promise<void>;
  /** Once for each message, before it is sent; sends what this returns, if it does, in its place. */
  onSend?(link: Conversation<In, Out, Session, State>, message: Out): Out | void;
  /** Once for each message that was sent. */
  onSent?(link: Conversation<In, Out, Session, State>, message: Out): void;
  /** For each message as it arrives; false keeps it from `recv()`: a heart beat, say. */
  onRecv?(link: Conversation<In, Out, Session, State>, message: In): void | boolean;
  /** What answers a message by itself, as it arrives. */
  reply?(link: Conversation<In, Out, Session, State>, message: In): Out | undefined;
  /** `trySend` has answered `would-block`: nothing of the message is sent. */
  onWouldBlock?(link: Conversation<In, Out, Session, State>, message: Out): void;
  /** For each fault; with the message, if it is one of sending. */
  onError?(link: Conversation<In, Out, Session, State>, error: unknown, message?: Out): void;
  /** Whether the protocol counts as connected: logged in, say. By default: whether the link is open. */
  isConnected?(link: Conversation<In, Out, Session, State>): boolean;
}

/** Signs of life, in both directions. */
export interface HeartbeatOptions<Out> {
  /** Milliseconds after which `message` is sent if nothing else was: 1 to 2^31 - 1. By default never. */
  readonly intervalMs?: number | undefined;
  /** The beat, or what makes one. */
  readonly message?: Out | (() => Out) | undefined;
  /**
   * Milliseconds of silence after which the peer is taken for dead: 1 to 2^31 - 1, by default never. The
   * link ends with the reason `timeout` then, a quarter of that late at the most. While this side does not
   * read, nobody is silent.
   */
  readonly toleranceMs?: number | undefined;
}

/** Sees what goes over links, and changes nothing. What it throws is as in {@link LinkProtocol}. */
export interface LinkObserver<In, Out> {
  /** For each message that arrives, behind `onRecv` of the protocol. */
  onRecv?(link: LinkIdentity, message: In): void;
  /** For each message that was sent, behind `onSent` of the protocol. */
  onSent?(link: LinkIdentity, message: Out): void;
}
