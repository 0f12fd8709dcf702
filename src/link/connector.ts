import { Backoff, type BackoffOptions } from "../engine/backoff.js";
import { Engine } from "../engine/engine.js";
import type { CloseCode, CloseReason } from "../engine/handler.js";
import { connectionOptions, loopFor, maxConnectionsOf } from "../engine/options.js";
import { ConnectionClosedError, NetworkError, TimeoutError } from "../errors.js";
import { type TlsDialSettings, tlsDialOptions } from "../reactor/arrival-options.js";
import { dial } from "../reactor/dialer.js";
import type { Resident } from "../reactor/life.js";
import type { EventLoop } from "../reactor/loop.js";
import { type Place, placeName, placeOf } from "../reactor/place.js";
import { Exchange } from "./exchange.js";
import { wireHandler } from "./handler.js";
import { Link, type LinkHost } from "./link.js";
import { type LinkSettings, linkParts, withTolerance } from "./options.js";
import type { LinkParts } from "./parts.js";
import { sayFarewell, shakeHands } from "./rites.js";
import { pause } from "./pause.js";
import type { SpeechSource } from "./speech.js";
import { type DialTiming, dialTiming } from "./timing.js";
import { Wire } from "./wire.js";

/** Options of `connect` beside what is spoken. */
export interface DialSettings extends Pick<TlsDialSettings, "tls"> {
  readonly port?: number | undefined;
  readonly path?: string | undefined;
  /** Milliseconds that connecting may take, all attempts and the handshake: by default 30,000. */
  readonly timeoutMs?: number | undefined;
  /**
   * Milliseconds after which a refused or lost attempt is made again, or delays that grow up to a cap: by
   * default it is not.
   */
  readonly retryAfterMs?: number | BackoffOptions | undefined;
  /**
   * Whether a lost connection is dialed again, every `retryAfterMs` (by default 100) for `timeoutMs`: by
   * default not. The handshake runs again, on the same `session`; messages that were not yet handed over
   * wait meanwhile. A message that was under way is lost, or not: replay is the protocol's.
   */
  readonly reconnect?: boolean | undefined;
  /** Gives up connecting; a link that is there stays. */
  readonly signal?: AbortSignal | undefined;
}

/** Ends that this side asked for, and those that will not be different next time. */
const FINAL: ReadonlySet<CloseCode> = new Set<CloseCode>([
  "closed",
  "aborted",
  "handler-error",
  "internal-error",
]);

/** Whether another attempt may help. */
function isTransient(error: unknown): boolean {
  return (
    error instanceof NetworkError ||
    error instanceof ConnectionClosedError ||
    error instanceof TimeoutError
  );
}

/** Dials one link, and again where it is lost. */
export class Connector<In, Out, Session, State> implements LinkHost, Resident {
  readonly isAccepted = false;
  readonly lineage: string;
  readonly #loop: EventLoop;
  readonly #place: Place;
  readonly #tls: ReturnType<typeof tlsDialOptions>;
  readonly #timing: DialTiming;
  readonly #backoff: Backoff;
  #connectedAt = 0;
  readonly #parts: LinkParts<In, Out, Session, State>;
  readonly #engine: Engine<In, Out, Wire<In, Out, State>>;
  #exchange: Exchange<In, Out, Session, State>;
  #link: Link<In, Out, Session, State>;
  readonly #own = new AbortController();
  #farewell: Promise<CloseReason> | undefined;
  /** What this side has asked for. */
  #wish: CloseReason | undefined;

  /** @throws TypeError or RangeError if an option is wrong; ResourceError if the loop's memory is not to be had. */
  constructor(options: DialSettings & SpeechSource & LinkSettings<In, Out, Session, State>) {
    this.#loop = loopFor(options.loop);
    this.#place = placeOf(options, 1);
    this.#tls = tlsDialOptions(options);
    this.#timing = dialTiming(options);
    this.#backoff = new Backoff(this.#timing.backoff);
    this.#parts = linkParts(options, "client");
    this.lineage = placeName(this.#place);
    const { speech, heartbeat } = this.#parts;
    const settings = withTolerance(options, heartbeat.toleranceMs);
    const engineOptions = {
      ...connectionOptions({ ...settings, codec: speech.codec, framing: undefined }, false),
      // Those that are lost may take their time to close.
      maxConnections: maxConnectionsOf(),
      createSession: () => new Wire<In, Out, State>(this.#parts.createState()),
    };
    this.#engine = new Engine(this.#loop, engineOptions, wireHandler(speech, {}));
    this.#exchange = new Exchange(this.#parts);
    this.#link = new Link(this.#exchange, this);
  }

  /** @throws As `connect`. */
  async connect(signal: AbortSignal | undefined): Promise<Link<In, Out, Session, State>> {
    signal?.throwIfAborted();
    this.#loop.throwIfStopping();
    this.#loop.enter(this);
    const both =
      signal === undefined ? this.#own.signal : AbortSignal.any([this.#own.signal, signal]);
    try {
      await this.#attempts(both, this.#timing.isRetried, (wire) => this.#begin(wire));
    } catch (error) {
      this.#exchange.finish({ code: "closed", error });
      this.#loop.leave(this);
      throw error;
    }
    void this.#exchange.closed.then(() => this.#loop.leave(this));
    return this.#link;
  }

  /** The first time the link is nobody's yet, and a new one for each attempt. */
  async #begin(wire: Wire<In, Out, State>): Promise<void> {
    const exchange = new Exchange(this.#parts);
    this.#exchange = exchange;
    this.#link = new Link(exchange, this);
    exchange.attach(wire, false);
    await this.#shake(exchange, wire);
    exchange.isLasting = this.#timing.isReconnected;
    exchange.onLost = (reason) => this.#lost(reason);
    exchange.attach(wire, true);
  }

  /** Later, others wait to send and receive on it: the handshake has one to itself. */
  async #resume(wire: Wire<In, Out, State>): Promise<void> {
    const first = new Exchange(this.#parts);
    new Link(first, this);
    first.attach(wire, false);
    await this.#shake(first, wire);
    this.#exchange.takeOver(first, wire);
  }

  async #shake(
    exchange: Exchange<In, Out, Session, State>,
    wire: Wire<In, Out, State>,
  ): Promise<void> {
    await shakeHands(exchange, wire);
    if (!wire.isOpen) throw new ConnectionClosedError("the connection was closed in the handshake");
    if (this.#own.signal.aborted) {
      wire.connection.close();
      throw new ConnectionClosedError("the link was closed meanwhile");
    }
  }

  /** Dials until `ready` is through, or the time is over. */
  async #attempts(
    signal: AbortSignal,
    isRetried: boolean,
    ready: (wire: Wire<In, Out, State>) => Promise<void>,
  ): Promise<void> {
    const { timeoutMs } = this.#timing;
    const deadline = performance.now() + timeoutMs;
    for (;;) {
      const leftMs = Math.ceil(deadline - performance.now());
      try {
        await ready(await this.#dial(Math.max(1, leftMs), signal));
        this.#connectedAt = performance.now();
        return;
      } catch (error) {
        signal.throwIfAborted();
        if (!isRetried || !isTransient(error)) throw error;
        const delayMs = this.#backoff.nextDelayMs();
        if (performance.now() + delayMs >= deadline) throw this.#late(error);
        await pause(delayMs, signal);
      }
    }
  }

  #late(cause: unknown): NetworkError {
    const text = `${this.lineage} could not be reached in ${this.#timing.timeoutMs} ms`;
    return new NetworkError(text, "ETIMEDOUT", cause);
  }

  #dial(timeoutMs: number, signal: AbortSignal): Promise<Wire<In, Out, State>> {
    const options = { ...this.#place, ...this.#tls, timeoutMs, signal };
    return dial(this.#loop, options, (transport) => this.#engine.admit(transport).session);
  }

  #lost(reason: CloseReason): "waits" | CloseReason {
    if (!this.#timing.isReconnected || FINAL.has(reason.code)) return reason;
    // How the last connection ended does not matter: the link would have had another.
    if (this.#wish !== undefined) return this.#wish;
    if (this.#loop.isStopping) return reason;
    void this.#dialAgain();
    return "waits";
  }

  async #dialAgain(): Promise<void> {
    const { signal } = this.#own;
    try {
      this.#backoff.lasted(performance.now() - this.#connectedAt);
      await pause(this.#backoff.nextDelayMs(), signal);
      await this.#attempts(signal, true, (wire) => this.#resume(wire));
    } catch (error) {
      if (signal.aborted) this.#exchange.finish(this.#wish ?? { code: "closed" });
      else this.#exchange.finish({ code: "network-error", error });
    }
  }

  close(): Promise<CloseReason> {
    if (this.#farewell !== undefined) return this.#farewell;
    this.#wish ??= { code: "closed" };
    this.#own.abort(new ConnectionClosedError("the link was closed meanwhile"));
    this.#farewell = sayFarewell(this.#exchange, this);
    return this.#farewell;
  }

  abort(): void {
    this.#wish ??= { code: "aborted" };
    this.#own.abort(new ConnectionClosedError("the link was aborted meanwhile"));
    const { wire } = this.#exchange;
    if (wire === undefined) this.#exchange.finish({ code: "aborted" });
    else wire.connection.abort();
  }

  /** The loop stops. */
  async stop(): Promise<void> {
    await this.close();
  }
}
