import { publish } from "../reactor/diagnostics.js";
import type { CloseReason, Connection, Handler, NetworkEvent } from "./handler.js";

/** What the calls to a handler need to know of the connection they are made for. */
export interface Callee<In, Out, Session> extends Connection<In, Out, Session> {
  /** The handler failed: not the connection, not the loop. */
  handlerFailed(error: unknown): void;
  /** `onError` itself failed: only a fault of the core has anywhere to go. */
  errorFailed(error: unknown): void;
}

/**
 * Calls to a user's handler. Whatever it throws, and whatever its promises reject with, ends up at
 * `onError` and closes the connection of the call; what `onError` itself throws has nowhere to go.
 */
export class HandlerCalls<In, Out, Session> {
  readonly handler: Handler<In, Out, Session>;
  readonly #errors = new Map<string, number>();

  constructor(handler: Handler<In, Out, Session>) {
    this.handler = handler;
  }

  connect(connection: Callee<In, Out, Session>): void {
    this.#call(connection, () => this.handler.onConnect?.(connection));
  }

  data(connection: Callee<In, Out, Session>, bytes: Uint8Array): void {
    this.#call(connection, () => this.handler.onData?.(connection, bytes));
  }

  end(connection: Callee<In, Out, Session>): void {
    this.#call(connection, () => this.handler.onEnd?.(connection));
  }

  writable(connection: Callee<In, Out, Session>): void {
    this.#call(connection, () => this.handler.onWritable?.(connection));
  }

  timeout(connection: Callee<In, Out, Session>, token: unknown): void {
    this.#call(connection, () => this.handler.onTimeout?.(connection, token));
  }

  disconnect(connection: Callee<In, Out, Session>, reason: CloseReason): void {
    this.#call(connection, () => this.handler.onDisconnect?.(connection, reason));
  }

  error(connection: Callee<In, Out, Session> | null, error: unknown): void {
    this.#count(error);
    publish("error", () => ({ id: connection?.id, error }));
    try {
      const answer = this.handler.onError?.(connection, error);
      if (answer !== undefined) Promise.resolve(answer).catch(() => undefined);
    } catch (second) {
      connection?.errorFailed(second);
    }
  }

  event(event: NetworkEvent): void {
    publish(event.type, () => event);
    try {
      const answer = this.handler.onEvent?.(event);
      if (answer === undefined) return;
      Promise.resolve(answer).catch((error: unknown) => {
        this.error(null, error);
      });
    } catch (error) {
      this.error(null, error);
    }
  }

  /** How many errors of each code there were; those that have none count as `uncoded`. */
  errors(): Readonly<Record<string, number>> {
    return Object.fromEntries(this.#errors);
  }

  #count(error: unknown): void {
    const given: unknown = error instanceof Error ? Reflect.get(error, "code") : undefined;
    const code = typeof given === "string" ? given : "uncoded";
    this.#errors.set(code, (this.#errors.get(code) ?? 0) + 1);
  }

  /** A promise that a handler returned: its rejection is as good as a throw. */
  watch(connection: Callee<In, Out, Session>, answer: Promise<void>): void {
    Promise.resolve(answer).catch((error: unknown) => this.thrown(connection, error));
  }

  thrown(connection: Callee<In, Out, Session>, error: unknown): void {
    connection.handlerFailed(error);
  }

  #call(connection: Callee<In, Out, Session>, call: () => void | Promise<void>): void {
    try {
      const answer = call();
      if (answer !== undefined) this.watch(connection, answer);
    } catch (error) {
      this.thrown(connection, error);
    }
  }
}
