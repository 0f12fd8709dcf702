import type { LinkIdentity } from "../link/conversation.js";
import type { MessageStore } from "../link/message-log.js";
import type { RecvStatus, SendStatus } from "../link/status.js";

/** How long a blocking call may take. */
export interface BlockingWait {
  /** Milliseconds, 0 to 2^31 - 1; by default for ever. */
  readonly timeoutMs?: number | undefined;
}

/** A blocking link, as hooks see it; see `BlockingLink`. */
export interface BlockingConversation<In, Out, Session = undefined> extends LinkIdentity {
  send(message: Out, options?: BlockingWait): void;
  resend(message: Out, options?: BlockingWait): void;
  replay(log: MessageStore<Out>, sequence: number, options?: BlockingWait): number;
  trySend(message: Out): SendStatus;
  recv(options?: BlockingWait): In;
  tryRecv(): RecvStatus<In>;
  readonly session: Session;
}

/** As `LinkProtocol`, with hooks that block like their caller. */
export interface BlockingProtocol<In, Out, Session = undefined> {
  /** The handshake: in `connect()`, and in `accept()`, where it keeps the others waiting. */
  onConnect?(link: BlockingConversation<In, Out, Session>): void;
  /** The farewell, in `close()`. */
  onDisconnect?(link: BlockingConversation<In, Out, Session>): void;
  /** Once for each message, before it is sent; sends what this returns, if it does, in its place. */
  onSend?(link: BlockingConversation<In, Out, Session>, message: Out): Out | void;
  /** Once for each message that was sent. */
  onSent?(link: BlockingConversation<In, Out, Session>, message: Out): void;
  /** For each message as it is read; false keeps it from `recv()`. */
  onRecv?(link: BlockingConversation<In, Out, Session>, message: In): void | boolean;
  /** What answers a message by itself, as it is read. */
  reply?(link: BlockingConversation<In, Out, Session>, message: In): Out | undefined;
}
