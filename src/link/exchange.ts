import { ConnectionClosedError } from "../errors.js";
import type { CloseReason } from "../engine/handler.js";
import type { Conversation } from "./conversation.js";
import { endError } from "./ends.js";
import { Heart } from "./heartbeat.js";
import { Inbox } from "./inbox.js";
import type { LinkParts } from "./parts.js";
import { SendQueue } from "./send-queue.js";
import { CLOSED, SENT, type SendStatus, WOULD_BLOCK } from "./status.js";
import { type WaitOptions, timeoutOf } from "./wait.js";
import type { Wire, WireUser } from "./wire.js";

const DONE = Promise.resolve();

/** What becomes of an exchange that has lost its wire: it waits for another, or ends for this reason. */
export type Lost = (reason: CloseReason) => "waits" | CloseReason;

/**
 * Messages both ways, over whatever wire there is: the hooks, the inbox, and those who wait to send. A
 * handshake and a farewell have one of their own, so that nobody else's messages get between theirs.
 *
 * ```text
 *   without a wire <--lost, attach--> with one --finish--> ended
 * ```
 */
export class Exchange<In, Out, Session, State> implements WireUser<In, Out, State> {
  readonly parts: LinkParts<In, Out, Session, State>;
  readonly inbox: Inbox<In>;
  readonly closed: Promise<CloseReason>;
  /** Who the hooks are told it is; set by whoever makes the exchange. */
  link: Conversation<In, Out, Session, State> | undefined;
  onLost: Lost = (reason) => reason;
  /** Whether a lost wire may be followed by another. */
  isLasting = false;
  #wire: Wire<In, Out, State> | undefined;
  #heart: Heart | undefined;
  #resolveClosed: (reason: CloseReason) => void = () => undefined;
  #end: CloseReason | undefined;
  #isLeaving = false;
  readonly #sends = new SendQueue<Out>();
  readonly #hasRoom = (): boolean => this.#wire?.isOpen === true && !this.#wire.isBlocked;
  readonly #hand = (message: Out, isReplayed: boolean): void => {
    if (this.#wire !== undefined) this.#put(this.#wire, message, isReplayed);
  };

  constructor(parts: LinkParts<In, Out, Session, State>) {
    this.parts = parts;
    this.inbox = new Inbox(parts.inbox, () => this.#wire?.resume());
    this.closed = new Promise((resolve) => (this.#resolveClosed = resolve));
  }

  get wire(): Wire<In, Out, State> | undefined {
    return this.#wire;
  }

  get isFull(): boolean {
    return this.inbox.isFull;
  }

  /** Whether nothing can be sent any more. */
  get isClosed(): boolean {
    if (this.#end !== undefined || this.#isLeaving) return true;
    return this.#wire?.isOpen === false && !this.isLasting;
  }

  get end(): CloseReason | undefined {
    return this.#end;
  }

  /** Converses on this wire from now on; `hasHeart` says whether beats are sent. */
  attach(wire: Wire<In, Out, State>, hasHeart: boolean): void {
    this.#wire = wire;
    wire.use(this);
    const { beat } = this.parts.heartbeat;
    if (hasHeart && beat !== undefined && this.#heart === undefined) {
      this.#heart = new Heart(beat.intervalMs, {
        takeSent: () => this.#takeSent(),
        beat: () => this.#guard(() => void this.trySend(beat.message())),
      });
    }
    this.drain();
  }

  #takeSent(): boolean {
    const hasSent = this.#wire?.hasSent === true;
    if (this.#wire !== undefined) this.#wire.hasSent = false;
    return hasSent;
  }

  /** Goes on where another exchange on the same wire has ended. */
  takeOver(other: Exchange<In, Out, Session, State>, wire: Wire<In, Out, State>): void {
    other.inbox.moveTo(this.inbox);
    other.finish({ code: "closed" });
    this.attach(wire, true);
  }

  /** Leaves the wire to the farewell: nothing more is sent or received. */
  leave(): void {
    this.#isLeaving = true;
    this.#sends.refuseAll(new ConnectionClosedError("the link is closing"));
    this.#detach();
  }

  #detach(): void {
    this.#wire = undefined;
    this.#heart?.stop();
    this.#heart = undefined;
  }

  // Out.

  /** @throws As `Link.send`. */
  async send(message: Out, isReplayed: boolean, options: WaitOptions): Promise<void> {
    options.signal?.throwIfAborted();
    timeoutOf(options.timeoutMs);
    const wire = this.#wire;
    if (this.isClosed) {
      throw new ConnectionClosedError("the link is closed");
    }
    if (wire === undefined || !this.#hasRoom() || this.#sends.isBusy) {
      return this.#sends.join(message, isReplayed, options);
    }
    this.#put(wire, message, isReplayed);
    return wire.isBlocked ? this.#sends.room(options) : DONE;
  }

  trySend(message: Out): SendStatus {
    const wire = this.#wire;
    if (this.isClosed) return CLOSED;
    if (wire === undefined || !this.#hasRoom() || this.#sends.isBusy) {
      this.parts.protocol.onWouldBlock?.(this.self, message);
      return WOULD_BLOCK;
    }
    this.#put(wire, message, false);
    return SENT;
  }

  #put(wire: Wire<In, Out, State>, message: Out, isReplayed: boolean): void {
    const { protocol, observer } = this.parts;
    const link = this.self;
    const altered = isReplayed ? undefined : protocol.onSend?.(link, message);
    const outgoing = altered === undefined ? message : altered;
    try {
      if (!wire.connection.send(outgoing)) wire.isBlocked = true;
    } catch (error) {
      protocol.onError?.(link, error, outgoing);
      throw error;
    }
    wire.hasSent = true;
    if (isReplayed) return;
    this.#guard(() => {
      protocol.onSent?.(link, outgoing);
      observer.onSent?.(link, outgoing);
    });
  }

  /** Sends what waits for its turn. */
  drain(): void {
    this.#sends.drain(this.#hasRoom, this.#hand);
  }

  // In.

  arrived(message: In, bytes: number): void {
    const { protocol, observer } = this.parts;
    const link = this.self;
    const isWanted = protocol.onRecv?.(link, message) !== false;
    observer.onRecv?.(link, message);
    const answer = protocol.reply?.(link, message);
    if (answer !== undefined) this.#reply(answer);
    if (!isWanted) return;
    this.inbox.put(message, bytes);
    if (this.inbox.isFull) this.#wire?.pause();
  }

  #reply(answer: Out): void {
    this.send(answer, false, {}).catch((error: unknown) => {
      if (!(error instanceof ConnectionClosedError)) this.#wire?.fail(error);
    });
  }

  failed(error: unknown): void {
    this.parts.protocol.onError?.(this.self, error);
  }

  /** What somebody who takes messages has thrown ends the connection. */
  consumerFailed(error: unknown): void {
    this.#wire?.fail(error);
  }

  /** Runs what may throw; that ends the connection, but not the caller. */
  #guard(task: () => void): void {
    try {
      task();
    } catch (error) {
      this.#wire?.fail(error);
    }
  }

  // The end.

  /** The wire is gone. */
  lost(wire: Wire<In, Out, State>, reason: CloseReason): void {
    if (this.#wire !== wire) return;
    this.#detach();
    const end = this.onLost(reason);
    if (end !== "waits") this.finish(end);
    else this.#sends.refuseQueued(new ConnectionClosedError("the connection was lost meanwhile"));
  }

  /** There will be no wire any more: what has arrived can still be received. */
  finish(reason: CloseReason): void {
    if (this.#end !== undefined) return;
    this.#end = reason;
    this.#detach();
    this.#sends.refuseAll(endError(reason));
    this.inbox.finish(reason);
    this.#resolveClosed(reason);
  }

  /** @throws TypeError before there is a link. */
  get self(): Conversation<In, Out, Session, State> {
    if (this.link !== undefined) return this.link;
    throw new TypeError('"exchange" expected to have a link, got one without');
  }
}
