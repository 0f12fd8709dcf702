import type { Frame } from "../codec/frame.js";
import type { ConnectionId } from "../core/ids.js";
import type { Engine } from "./engine.js";
import type { Connection, ServerContext } from "./handler.js";

/** What a server, or whoever else has an engine, lets everybody do with its connections. */
export class Front<In, Out, Session, Timeout> implements ServerContext<Out, In, Session, Timeout> {
  readonly #engine: Engine<In, Out, Session>;

  constructor(engine: Engine<In, Out, Session>) {
    this.#engine = engine;
  }

  get connectionCount(): number {
    return this.#engine.connectionCount;
  }

  connections(): Connection<In, Out, Session, Timeout>[] {
    return this.#engine.connections();
  }

  connection(id: ConnectionId): Connection<In, Out, Session, Timeout> | undefined {
    return this.#engine.connection(id);
  }

  sendTo(id: ConnectionId, message: Out | Frame): "sent" | "queued" | "gone" {
    return this.#engine.sendTo(id, message);
  }

  broadcast(message: Out | Frame, options?: { readonly except?: ConnectionId }): number {
    return this.#engine.broadcast(message, options);
  }

  closeConnection(id: ConnectionId): boolean {
    return this.#engine.closeConnection(id);
  }
}
