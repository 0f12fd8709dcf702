import { type Socket, connect } from "node:net";
import type { Connection, Handler } from "../../src/index.js";
import { inTime } from "./waits.js";

/** All that a handler can have. */
export const CALLBACKS = [
  "onConnect",
  "onData",
  "onBatch",
  "onFrame",
  "onWritable",
  "onTimeout",
  "onError",
  "onDisconnect",
  "onEvent",
] as const;

export type Callback = (typeof CALLBACKS)[number];

/** What is thrown by an action that throws. */
export const ON_PURPOSE = new Error("on purpose");

/** More than a socket takes at once while nobody reads. */
const BLOCK_BYTES = 16 * 2 ** 20;
/** The length of a frame that is larger than any may be. */
const OVERSIZE = Buffer.from([0xff, 0xff, 0xff, 0xff]);

/** A caller whose connection is acted on, once, from within a callback. */
export class Victim {
  hasActed = false;
  /** How often `onError` was told of what the action threw, and `onDisconnect` called. */
  told = 0;
  disconnects = 0;
  #connection: Connection | undefined;
  #isArmed = false;
  #socket: Socket | undefined;

  /** The connections that come from now on are the victim's. */
  arm(): void {
    this.#isArmed = true;
  }

  /** Echoes; does `act` in this callback of the victim's connection, the first time. */
  watched(
    callback: Callback,
    act: (connection: Connection | undefined) => void | Promise<void>,
  ): Handler {
    const doOnce = (name: Callback, connection: Connection | null): void | Promise<void> => {
      const isVictim = this.#isArmed && (connection === null || connection === this.#connection);
      if (name !== callback || !isVictim || this.hasActed) return undefined;
      this.hasActed = true;
      return act(connection ?? this.#connection);
    };
    return {
      onConnect: (connection) => {
        if (this.#isArmed) this.#connection ??= connection;
        if (connection === this.#connection) this.#prepare(callback, connection);
        return doOnce("onConnect", connection);
      },
      ...(callback === "onData" ? { onData: (connection) => doOnce("onData", connection) } : {}),
      ...(callback === "onBatch" ? { onBatch: (connection) => doOnce("onBatch", connection) } : {}),
      onFrame: (connection, frame) => {
        const isOurs = connection === this.#connection;
        if (!isOurs) connection.send(frame);
        return doOnce("onFrame", connection);
      },
      onWritable: (connection) => doOnce("onWritable", connection),
      onTimeout: (connection) => doOnce("onTimeout", connection),
      onError: (connection, error) => {
        if (error === ON_PURPOSE) ++this.told;
        return doOnce("onError", connection);
      },
      onDisconnect: (connection) => {
        if (connection === this.#connection) ++this.disconnects;
        return doOnce("onDisconnect", connection);
      },
      onEvent: ({ type }) =>
        type === "connectionEstablished" ? doOnce("onEvent", null) : undefined,
    };
  }

  /** Connects, and does what leads to this callback. */
  async provoke(callback: Callback, port: number): Promise<void> {
    const socket = connect({ port, host: "127.0.0.1" });
    this.#socket = socket;
    socket.on("error", () => undefined);
    // It may be reset before it knows that it was connected.
    const outcome = new Promise((resolve) =>
      socket.once("connect", resolve).once("close", resolve),
    );
    await inTime("the victim to connect", outcome);
    socket.resume();
    if (callback === "onError") socket.write(OVERSIZE);
    else if (callback === "onDisconnect") socket.end();
    else socket.write(Buffer.from([0, 0, 0, 1, 65, 0, 0, 0, 1, 66]));
  }

  leave(): void {
    this.#socket?.destroy();
  }

  #prepare(callback: Callback, connection: Connection): void {
    if (callback === "onTimeout") connection.setTimeout(1);
    if (callback === "onWritable") connection.send(Buffer.alloc(BLOCK_BYTES));
  }
}
