import type { CloseReason, ConnectionStats } from "../engine/handler.js";
import type { Endpoint } from "../reactor/byte-stream.js";
import type { Consume } from "./consumer.js";
import type { MessageStore } from "./message-log.js";
import type { RecvStatus, SendStatus } from "./status.js";
import type { WaitOptions } from "./wait.js";

/** Who a link is. */
export interface LinkIdentity {
  /** As the option `name` says; by default `"client"` or `"service"`. */
  readonly name: string;
  /** What was dialed, or where the listener listens that has accepted it: `"127.0.0.1:9000"`. */
  readonly lineage: string;
  /** `name@local->remote`, or `name@local<-remote` if it was accepted. */
  toString(): string;
}

/** A link, as hooks and halves see it; see `Link` for what each member does. */
export interface Conversation<In, Out, Session = undefined, State = undefined>
  extends LinkIdentity, AsyncIterable<In> {
  send(message: Out, options?: WaitOptions): Promise<void>;
  trySend(message: Out): SendStatus;
  resend(message: Out, options?: WaitOptions): Promise<void>;
  replay(log: MessageStore<Out>, sequence: number, options?: WaitOptions): Promise<number>;
  recv(options?: WaitOptions): Promise<In>;
  tryRecv(): RecvStatus<In>;
  forEach(consume: Consume<In>): Promise<CloseReason>;
  close(): Promise<CloseReason>;
  abort(): void;
  readonly closed: Promise<CloseReason>;
  readonly state: "connecting" | "open" | "closing" | "closed";
  readonly isConnected: boolean;
  readonly session: Session;
  readonly connectionState: State;
  readonly remoteAddress: Endpoint | undefined;
  readonly localAddress: Endpoint | undefined;
  readonly inboxLength: number;
  stats(): ConnectionStats | undefined;
  [Symbol.asyncIterator](): AsyncIterator<In, undefined>;
}
