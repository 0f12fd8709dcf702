import { incompleteError, poolExhausted } from "../codec/faults.js";
import type { Frame } from "../codec/frame.js";
import { integer } from "../core/check.js";
import type { ConnectionId } from "../core/ids.js";
import {
  ConnectionClosedError,
  type FaultPosition,
  type InternalError,
  type NetworkError,
  type ProtocolError,
  type ResourceError,
} from "../errors.js";
import { TIMER_MS_MAX } from "../limits.js";
import type { ByteStream, Endpoint, TransportEvents } from "../reactor/byte-stream.js";
import type { TlsClientOptions, TlsServerOptions } from "../reactor/tls.js";
import type { TlsInfo } from "../reactor/tls-info.js";
import { Alarms } from "./alarms.js";
import { Ending, type EndingHost } from "./ending.js";
import { type Speech, formatOf } from "./format.js";
import type { CloseReason, ConnectionStats } from "./handler.js";
import type { Hub } from "./hub.js";
import type { Intake } from "./intake.js";
import type { ConnectionOwner } from "./owner.js";
import { Patience, type Progress, hasTimeouts, timeoutError } from "./patience.js";
import { Reading, type ReadingHost } from "./reading.js";
import { Sender, type SenderHost } from "./sender.js";
import { type Traffic, noTraffic } from "./traffic.js";
import { wireFormatOf } from "./wire-format.js";

// The two directions.
const OURS = 1;
const PEERS = 2;

/**
 * The one connection: accepted or dialed, it is the same.
 *
 * ```text
 *   open --close(), FIN of the peer, a fault--> closing --both FINs, linger--> closed
 *     '--abort(), reset, a fault of the core-------------------------------------^
 * ```
 */
export class EngineConnection<In, Out, Session>
  implements ReadingHost<In, Out, Session>, SenderHost<In, Out>, EndingHost, TransportEvents
{
  readonly slot: number;
  readonly context: ConnectionOwner<In, Out, Session>;
  readonly session: Session;
  readonly remoteAddress: Endpoint | undefined;
  readonly localAddress: Endpoint | undefined;
  readonly reading: Reading<In, Out, Session>;
  readonly #transport: ByteStream;
  // Of the id: the whole would be an object of its own.
  readonly #generation: number;
  // Made when they are needed: of a connection that is idle there is little.
  #sender: Sender<In, Out> | undefined;
  #ending: Ending | undefined;
  /** Which of the two directions have had their FIN. */
  #fins = 0;
  readonly #patience: Patience | undefined;
  #alarms: Alarms | undefined;

  /** The slot is the connection's until it has closed. */
  constructor(
    context: ConnectionOwner<In, Out, Session>,
    transport: ByteStream,
    slot: number,
    session: Session,
  ) {
    const { hub, options } = context;
    const { format, timeouts } = options;
    this.context = context;
    this.slot = slot;
    this.session = session;
    this.#generation = hub.core.ids.generation(slot);
    this.remoteAddress = transport.remote;
    this.localAddress = transport.local;
    this.#transport = transport;
    const { number } = wireFormatOf(hub.core, format.framing);
    this.reading = new Reading(this, transport, format, number);
    if (hasTimeouts(timeouts)) this.#patience = new Patience(timeouts, performance.now());
  }

  get #hub(): Hub {
    return this.context.hub;
  }

  get id(): ConnectionId {
    return this.#hub.core.ids.named(this.slot, this.#generation);
  }

  get intake(): Intake<In, Out, Session> {
    return this.context.intake;
  }

  #out(): Sender<In, Out> {
    this.#sender ??= new Sender(this, this.#transport, this.reading.format);
    return this.#sender;
  }

  #ownEnding(): Ending {
    this.#ending ??= new Ending(this, this.context.options.lingerMs);
    return this.#ending;
  }

  /** Tells the handler, then begins to read. */
  open(): void {
    this.#transport.open(this);
    this.context.calls.connect(this);
    this.#transport.start(this, this.reading.isReading || !this.isOpen);
  }

  get state(): "open" | "closing" | "closed" {
    return this.#ending?.state ?? "open";
  }

  get closed(): Promise<CloseReason> {
    return this.#ownEnding().closed;
  }

  get isOpen(): boolean {
    return this.state === "open";
  }

  get bufferedBytes(): number {
    return this.#sender?.bufferedBytes ?? 0;
  }

  get isSecure(): boolean {
    return this.#transport.isSecure === true;
  }

  get tls(): TlsInfo | undefined {
    return this.#transport.tls;
  }

  // What the handler asks for.

  /** Whether it takes messages. */
  get canSend(): boolean {
    return this.isOpen && (this.#fins & OURS) === 0;
  }

  send(message: Out | Frame): boolean {
    if (!this.canSend) throw new ConnectionClosedError();
    return this.#out().send(message);
  }

  async writable(options: { readonly signal?: AbortSignal } = {}): Promise<void> {
    if (!this.canSend) throw new ConnectionClosedError();
    await this.#out().writable(options.signal);
  }

  flush(): Promise<void> {
    return this.#out().flushed();
  }

  close(): void {
    this.#closeWith({ code: "closed" });
  }

  end(): void {
    if (!this.isOpen) throw new ConnectionClosedError();
    if ((this.#fins & PEERS) !== 0) {
      this.close();
    } else if (this.canSend) {
      this.#sendEnd();
    }
  }

  /** Sends FIN behind all that was sent, once. */
  #sendEnd(): void {
    this.#sender?.flush();
    if ((this.#fins & OURS) === 0) this.#transport.end();
    this.#fins |= OURS;
  }

  abort(): void {
    this.#abortWith({ code: "aborted" });
  }

  pause(index?: number): void {
    this.reading.pause(index);
  }

  resume(): void {
    this.reading.resume();
  }

  switchTo(speech: Speech<In, Out>, index?: number): void {
    if (!this.isOpen) throw new ConnectionClosedError();
    const format = formatOf(speech);
    const { number } = wireFormatOf(this.#hub.core, format.framing);
    this.reading.switchTo(format, number, index);
    this.#sender?.switchTo(format);
  }

  /**
   * Puts TLS on the connection; see `startTls`.
   *
   * @throws ConnectionClosedError once the connection is closing; TypeError if it has TLS already or runs
   * on a stream that can have none; NetworkError if the handshake fails.
   */
  async startTls(
    options: TlsServerOptions | TlsClientOptions,
    timeoutMs: number,
    host: string | undefined,
  ): Promise<void> {
    const transport = this.#transport;
    if (!this.canSend) throw new ConnectionClosedError();
    if (this.isSecure || transport.startTls === undefined) {
      const given = this.isSecure ? "one with it" : "one of another kind";
      throw new TypeError(`"connection" expected a socket without TLS, got ${given}`);
    }
    this.#sender?.flush();
    this.reading.restart();
    await transport.startTls(options, timeoutMs, host);
  }

  setTimeout(ms: number, token?: unknown): void {
    if (!this.isOpen) throw new ConnectionClosedError();
    integer("ms", ms, 1, TIMER_MS_MAX);
    this.#alarms ??= new Alarms((due) => {
      if (this.isOpen) this.context.calls.timeout(this, due);
    });
    this.#alarms.set(ms, token);
  }

  clearTimeout(token?: unknown): boolean {
    return this.#alarms?.clear(token) ?? false;
  }

  /** Closes if one of the timeouts is exceeded. For the engine's sweep. */
  sweep(now: number): void {
    if (!this.isOpen || this.#hub.failure !== undefined) return;
    const { timeouts } = this.context.options;
    const name = this.#patience?.look(now, this.#progress());
    if (name === undefined) return;
    this.#closeWith({ code: "timeout", error: timeoutError(name, timeouts) });
  }

  #progress(): Progress {
    const { isReading, bytes, frames, discarded } = this.reading;
    return {
      // Nobody is late with what is not to come.
      isReading: isReading && (this.#fins & PEERS) === 0,
      bytesIn: bytes,
      framesIn: frames + discarded,
      partialBytes: this.#hub.core.raw.unfinished(this.slot),
      bytesTaken: this.#sender?.takenBytes ?? 0,
      queuedBytes: this.#transport.queuedBytes,
      unsentBytes: this.bufferedBytes,
    };
  }

  /** Bytes of a frame that has not ended, or that wait to be delivered. */
  get heldBytes(): number {
    return this.state === "closed" ? 0 : this.reading.heldBytes;
  }

  stats(): ConnectionStats {
    const { heldBytes, bufferedBytes } = this;
    const traffic = noTraffic();
    this.countInto(traffic);
    return { ...traffic, heldBytes, bufferedBytes };
  }

  countInto(traffic: Traffic): void {
    this.reading.countInto(traffic);
    this.#sender?.countInto(traffic);
  }

  // What the transport tells.

  nextTarget(): Uint8Array {
    return this.reading.nextTarget();
  }

  received(bytes: number, memory: Uint8Array): boolean {
    return this.reading.received(bytes, memory);
  }

  receivedChunk(chunk: Uint8Array): void {
    this.reading.receivedChunk(chunk);
  }

  ended(): void {
    if (!this.isOpen || (this.#fins & PEERS) !== 0) return;
    if (this.#hub.failure !== undefined || !this.reading.end()) return;
    const error = incompleteError(this.#hub.core, this.slot);
    if (error !== undefined) {
      this.malformed(error);
    } else if (!this.canSend) {
      this.#closeWith({ code: "closed" });
    } else if (this.context.options.allowHalfOpen) {
      this.#fins |= PEERS;
      this.context.calls.end(this);
    } else {
      this.#closeWith({ code: "ended" });
    }
  }

  written(isTaken: boolean): void {
    if (this.state === "closed" || this.#sender?.settle(isTaken) !== true) return;
    this.reading.block(false);
    if (this.isOpen) this.context.calls.writable(this);
  }

  failed(error: NetworkError): void {
    if (this.state === "closed") return;
    const isFirst = this.#ownEnding().begin({ code: "network-error", error });
    if (isFirst || this.#sender?.hasUnsent === true) this.context.calls.error(this, error);
  }

  /** The socket is gone: everything comes home, and the handler hears of it last. */
  closedByTransport(): void {
    const ending = this.#ownEnding();
    if (!ending.finish()) return;
    this.#alarms?.clearAll();
    this.#sender?.dispose();
    if (this.#hub.failure === undefined) this.#hub.core.raw.slotGive(this.slot);
    this.context.leave(this, this.reading, ending.reason);
    ending.settle();
  }

  get unsentMark(): number {
    return this.bufferedBytes + this.#transport.queuedBytes;
  }

  impatient(): void {
    this.#transport.destroy();
  }

  // What the ways in and out, the handler's calls and the hub find.

  blocked(): void {
    if (this.context.options.pauseReadsWhenBlocked) this.reading.block(true);
  }

  malformed(error: ProtocolError): void {
    this.context.calls.error(this, error);
    this.#closeWith({ code: "protocol-error", error });
  }

  discarded(position: FaultPosition): void {
    this.context.event({ type: "frameDiscarded", id: this.id, ...position });
  }

  starved(): void {
    this.giveUp(poolExhausted(this.#hub.core));
  }

  giveUp(error: ResourceError): void {
    this.context.calls.error(this, error);
    this.#abortWith({ code: "resource-error", error });
  }

  handlerFailed(error: unknown): void {
    if (this.#hub.core.faultOf(error) !== undefined) {
      this.#hub.fail(error);
      return;
    }
    // What ended the connection may come back by a promise of the handler's: it has been told.
    if (error !== undefined && error === this.#ending?.reason.error) return;
    this.context.calls.error(this, error);
    this.#closeWith({ code: "handler-error", error });
  }

  errorFailed(error: unknown): void {
    if (this.#hub.core.faultOf(error) !== undefined) this.#hub.fail(error);
  }

  broken(error: InternalError): void {
    if (this.state === "closed") return;
    this.#ownEnding().overrule({ code: "internal-error", error });
    this.reading.interrupt();
    this.context.calls.error(this, error);
    this.#transport.destroy();
  }

  #closeWith(reason: CloseReason): void {
    const ending = this.#ownEnding();
    if (!ending.begin(reason)) return;
    this.#sendEnd();
    this.reading.forget();
    ending.linger();
  }

  #abortWith(reason: CloseReason): void {
    if (this.state === "closed") return;
    this.#ownEnding().begin(reason);
    this.reading.interrupt();
    this.#transport.reset();
  }
}
