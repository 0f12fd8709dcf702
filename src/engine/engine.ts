import type { Frame } from "../codec/frame.js";
import type { ConnectionId } from "../core/ids.js";
import { ResourceError } from "../errors.js";
import type { EventLoop } from "../reactor/loop.js";
import type { ByteStream, Endpoint } from "../reactor/byte-stream.js";
import { HandlerCalls } from "./calls.js";
import { EngineConnection } from "./connection.js";
import type { CloseReason, Connection, Handler, NetworkEvent } from "./handler.js";
import { Hub } from "./hub.js";
import { Intake } from "./intake.js";
import type { Member } from "./member.js";
import type { ConnectionOptions, ConnectionOwner } from "./owner.js";
import type { ReadingHost } from "./reading.js";
import { Sweep } from "./sweep.js";
import { type TrafficStats, noTraffic } from "./traffic.js";
import { wireFormatOf } from "./wire-format.js";

/** Makes the session of a connection whose peer this is. */
export type SessionMaker<Session> = (remote: Endpoint | undefined) => Session;

export interface EngineOptions<In, Out, Session> extends ConnectionOptions<In, Out> {
  /** Most connections at once. */
  readonly maxConnections: number;
  readonly createSession: SessionMaker<Session>;
}

type DropReason = Extract<NetworkEvent, { type: "connectionDropped" }>["reason"];

/** Why there is no connection: a bound, which the event has told already. */
export class Refusal extends ResourceError {
  /** Whether it is the loop, not the server, that has no place. */
  readonly isLoopFull: boolean;

  constructor(reason: DropReason) {
    super("slots-exhausted", `there is no place for the connection: ${reason}`);
    this.isLoopFull = reason === "slots-exhausted";
  }
}

/** Totals of a server or client since it was made; connections now. */
export interface EngineStats extends TrafficStats {
  readonly connections: number;
  readonly accepted: number;
  readonly refused: number;
  readonly bufferedBytes: number;
  /** Bytes of frames that have not ended, or wait to be delivered, in the pool or beside it. */
  readonly heldBytes: number;
  /** How many errors of each code `onError` was told of; `uncoded` are those of handlers, mostly. */
  readonly errors: Readonly<Record<string, number>>;
}

/** The connections of one server or client, and what a handler may do with them. */
export class Engine<In, Out, Session> implements ConnectionOwner<In, Out, Session> {
  readonly hub: Hub;
  readonly calls: HandlerCalls<In, Out, Session>;
  readonly intake: Intake<In, Out, Session>;
  readonly options: EngineOptions<In, Out, Session>;
  readonly #framing: number;
  /** By slot. */
  readonly #connections = new Map<number, EngineConnection<In, Out, Session>>();
  readonly #sweep: Sweep;
  #accepted = 0;
  #refused = 0;
  /** What went through connections that are gone. */
  readonly #gone = noTraffic();

  constructor(
    loop: EventLoop,
    options: EngineOptions<In, Out, Session>,
    handler: Handler<In, Out, Session>,
  ) {
    this.hub = Hub.of(loop);
    this.options = options;
    this.#framing = wireFormatOf(loop.core, options.format.framing).number;
    this.calls = new HandlerCalls(handler);
    this.intake = new Intake(this.hub, this.calls);
    const members = (): Iterable<EngineConnection<In, Out, Session>> => this.#connections.values();
    this.#sweep = new Sweep(options.timeouts, members, (task) => {
      loop.later(task);
    });
  }

  get connectionCount(): number {
    return this.#connections.size;
  }

  connections(): EngineConnection<In, Out, Session>[] {
    return [...this.#connections.values()];
  }

  /** Makes an accepted transport a connection, or refuses it with an event. */
  accept(transport: ByteStream): void {
    try {
      this.admit(transport);
    } catch (error) {
      // A server that is full by its own bound has said so by an event; a full loop is an error.
      const isTold = error instanceof Refusal ? !error.isLoopFull : error === this.hub.failure;
      if (!isTold) this.calls.error(null, error);
    }
  }

  /**
   * Makes a transport a connection, with a session of its own.
   *
   * @throws Refusal if a bound is reached, ConnectionClosedError if the loop is stopping, InternalError if
   * the core has failed, or whatever `createSession` throws: the transport is gone.
   */
  admit(
    transport: ByteStream,
    createSession: SessionMaker<Session> = this.options.createSession,
  ): EngineConnection<In, Out, Session> {
    if (this.hub.loop.isStopping) {
      transport.destroy();
      this.hub.loop.throwIfStopping();
    }
    const slot = this.#takeSlot();
    if (typeof slot === "string") {
      const refusal = this.#refuse(transport, slot);
      throw this.hub.failure ?? refusal;
    }
    const session = this.#createSession(transport, slot, createSession);
    const connection = new EngineConnection(this, transport, slot, session);
    this.#connections.set(slot, connection);
    this.hub.loop.enter(this);
    this.hub.members[slot] = connection.reading;
    this.#sweep.start();
    ++this.#accepted;
    const { id, remoteAddress } = connection;
    this.event({ type: "connectionEstablished", id, remoteAddress });
    connection.open();
    return connection;
  }

  /** A slot, or the bound that forbids one. */
  #takeSlot(): number | DropReason {
    if (this.hub.failure !== undefined) return "internal-error";
    if (this.#connections.size >= this.options.maxConnections) return "max-connections";
    const slot = this.hub.core.raw.slotTake(this.#framing);
    return slot < 0 ? "slots-exhausted" : slot;
  }

  #createSession(
    transport: ByteStream,
    slot: number,
    createSession: SessionMaker<Session>,
  ): Session {
    try {
      return createSession(transport.remote);
    } catch (error) {
      this.hub.core.raw.slotGive(slot);
      transport.destroy();
      throw error;
    }
  }

  #refuse(transport: ByteStream, reason: DropReason): Refusal {
    const { remote } = transport;
    transport.destroy();
    this.drop(reason, remote);
    return new Refusal(reason);
  }

  /** Counts and tells that somebody was refused; `error` is what went wrong, if it was more than a bound. */
  drop(reason: DropReason, remoteAddress: Endpoint | undefined, error?: Error): void {
    ++this.#refused;
    const cause = error === undefined ? {} : { error };
    this.event({ type: "connectionDropped", reason, remoteAddress, ...cause });
  }

  event(event: NetworkEvent): void {
    this.calls.event(event);
  }

  leave(connection: ReadingHost<In, Out, Session>, reading: Member, reason: CloseReason): void {
    this.#connections.get(connection.slot)?.countInto(this.#gone);
    this.#connections.delete(connection.slot);
    if (this.#connections.size === 0) {
      this.#sweep.stop();
      this.hub.loop.leave(this);
    }
    this.hub.members[connection.slot] = undefined;
    this.hub.relief.leave(reading);
    this.calls.disconnect(connection, reason);
    this.event({ type: "connectionClosed", id: connection.id, reason });
  }

  connection(id: ConnectionId): Connection<In, Out, Session> | undefined {
    return this.#find(id);
  }

  #find(id: ConnectionId): EngineConnection<In, Out, Session> | undefined {
    return this.hub.failure === undefined
      ? this.#connections.get(this.hub.core.ids.find(id))
      : undefined;
  }

  sendTo(id: ConnectionId, message: Out | Frame): "sent" | "queued" | "gone" {
    const connection = this.#find(id);
    if (connection?.canSend !== true) return "gone";
    return connection.send(message) ? "sent" : "queued";
  }

  broadcast(message: Out | Frame, options: { readonly except?: ConnectionId } = {}): number {
    let count = 0;
    for (const connection of this.#connections.values()) {
      if (!connection.canSend || connection.id === options.except) continue;
      connection.send(message);
      ++count;
    }
    return count;
  }

  closeConnection(id: ConnectionId): boolean {
    const connection = this.#find(id);
    if (connection?.isOpen !== true) return false;
    connection.close();
    return true;
  }

  /** The loop stops. */
  stop(options: { readonly graceMs: number }): Promise<void> {
    return this.closeAll(options.graceMs);
  }

  /** Closes all connections; aborts those that are still there after `graceMs`. */
  async closeAll(graceMs: number): Promise<void> {
    const all = this.connections();
    for (const connection of all) connection.close();
    const timer = setTimeout(() => {
      for (const connection of all) connection.abort();
    }, graceMs);
    await Promise.all(all.map((connection) => connection.closed));
    clearTimeout(timer);
  }

  stats(): EngineStats {
    const traffic = { ...this.#gone };
    let [bufferedBytes, heldBytes] = [0, 0];
    for (const connection of this.#connections.values()) {
      connection.countInto(traffic);
      bufferedBytes += connection.bufferedBytes;
      heldBytes += connection.heldBytes;
    }
    const connections = this.#connections.size;
    const errors = this.calls.errors();
    const admitted = { accepted: this.#accepted, refused: this.#refused };
    return { connections, ...admitted, ...traffic, bufferedBytes, heldBytes, errors };
  }
}
