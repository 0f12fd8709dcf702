import { Duplex } from "node:stream";
import { MessageChannel, MessagePort } from "node:worker_threads";
import { expected } from "../core/check.js";
import { NetworkError } from "../errors.js";
import { PORT_WINDOW_BYTES } from "../limits.js";
import type { AnyDuplex } from "./adopt.js";

/** What goes through the port of a stream. */
type Said =
  | { readonly type: "bytes"; readonly bytes: Uint8Array }
  | { readonly type: "read"; readonly count: number }
  | { readonly type: "end" }
  | { readonly type: "gone"; readonly reason: string | undefined };

/** One end of a stream between two threads: what is written here is read there, no faster than it is. */
export class PortStream extends Duplex {
  readonly #port: MessagePort;
  /** Bytes sent and not read, who waits for fewer, and bytes to say that they were read. */
  #unread = 0;
  #onRoom: (() => void) | undefined;
  #owed = 0;
  #hasEnd = false;

  constructor(port: MessagePort) {
    super({ allowHalfOpen: true });
    this.#port = port;
    port.addEventListener("message", (event) => this.#heard((event as MessageEvent<Said>).data));
    port.addEventListener("close", () => this.#left("the other thread has gone"));
    port.start();
  }

  #say(said: Said, transfer: readonly ArrayBuffer[] = []): void {
    this.#port.postMessage(said, transfer);
  }

  override _write(chunk: Uint8Array, _encoding: string, done: () => void): void {
    const bytes = Uint8Array.from(chunk);
    this.#unread += bytes.length;
    if (this.#unread < PORT_WINDOW_BYTES) done();
    else this.#onRoom = done;
    this.#say({ type: "bytes", bytes }, [bytes.buffer]);
  }

  override _final(done: () => void): void {
    this.#say({ type: "end" });
    done();
  }

  override _read(): void {
    if (this.#owed > 0) this.#say({ type: "read", count: this.#owed });
    this.#owed = 0;
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#say({ type: "gone", reason: error?.message });
    this.#port.close();
    done(error);
  }

  #heard(said: Said): void {
    switch (said.type) {
      case "bytes":
        this.#owed += said.bytes.length;
        if (this.push(said.bytes)) this._read();
        return;
      case "read":
        this.#wasRead(said.count);
        return;
      case "end":
        this.#hasEnd = true;
        this.push(null);
        return;
      case "gone":
        this.#left(said.reason ?? "the stream was destroyed in the other thread");
    }
  }

  #wasRead(count: number): void {
    this.#unread -= count;
    const onRoom = this.#onRoom;
    if (onRoom === undefined || this.#unread >= PORT_WINDOW_BYTES) return;
    this.#onRoom = undefined;
    onRoom();
  }

  /** Nothing comes or goes any more: no fault if both have ended. What has come is still read. */
  #left(reason: string): void {
    if (this.#hasEnd && this.writableFinished) return;
    this.destroy(new NetworkError(reason, "ECONNRESET"));
  }
}

/** If one is destroyed before its time, so is the other. */
function joinEnds(one: Duplex, other: Duplex): void {
  one.on("error", (error) => other.destroy(error));
  one.on("close", () => {
    if (!one.readableEnded || !one.writableFinished) other.destroy();
  });
}

/** A stream that another thread is to have: `port` is for there, `begin` is called once it is on its way. */
export interface Loan {
  readonly port: MessagePort;
  begin(): void;
}

/** @throws TypeError if it is no stream of bytes. */
export function lend(duplex: AnyDuplex): Loan {
  const stream = duplex instanceof Duplex ? duplex : Duplex.fromWeb(duplex as never);
  const { port1, port2 } = new MessageChannel();
  return {
    port: port2,
    begin: () => {
      const here = new PortStream(port1);
      stream.pipe(here).pipe(stream);
      joinEnds(stream, here);
      joinEnds(here, stream);
    },
  };
}

/** The stream of a loan. @throws TypeError if it is no port. */
export function borrow(port: unknown): PortStream {
  if (!(port instanceof MessagePort))
    throw new TypeError(expected("stream", "a MessagePort", port));
  return new PortStream(port);
}
