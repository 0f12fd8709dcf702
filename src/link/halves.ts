import type { CloseReason } from "../engine/handler.js";
import type { Consume } from "./consumer.js";
import type { Conversation } from "./conversation.js";
import type { RecvStatus, SendStatus } from "./status.js";
import type { WaitOptions } from "./wait.js";

/** The half of a link that sends. Closing either half closes the link. */
export class LinkSender<
  In,
  Out,
  Session = undefined,
  State = undefined,
> implements AsyncDisposable {
  readonly link: Conversation<In, Out, Session, State>;

  constructor(link: Conversation<In, Out, Session, State>) {
    this.link = link;
  }

  /** @throws As `Link.send`. */
  send(message: Out, options?: WaitOptions): Promise<void> {
    return this.link.send(message, options);
  }

  /** @throws As `Link.trySend`. */
  trySend(message: Out): SendStatus {
    return this.link.trySend(message);
  }

  close(): Promise<CloseReason> {
    return this.link.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }
}

/** The half of a link that receives. Closing either half closes the link. */
export class LinkReceiver<In, Out, Session = undefined, State = undefined>
  implements AsyncIterable<In>, AsyncDisposable
{
  readonly link: Conversation<In, Out, Session, State>;

  constructor(link: Conversation<In, Out, Session, State>) {
    this.link = link;
  }

  /** @throws As `Link.recv`. */
  recv(options?: WaitOptions): Promise<In> {
    return this.link.recv(options);
  }

  tryRecv(): RecvStatus<In> {
    return this.link.tryRecv();
  }

  /** @throws As `Link.forEach`. */
  forEach(consume: Consume<In>): Promise<CloseReason> {
    return this.link.forEach(consume);
  }

  [Symbol.asyncIterator](): AsyncIterator<In, undefined> {
    return this.link[Symbol.asyncIterator]();
  }

  close(): Promise<CloseReason> {
    return this.link.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }
}
