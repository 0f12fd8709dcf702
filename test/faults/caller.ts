import { once } from "node:events";
import { type Socket, connect } from "node:net";
import { FrameDecoder, type Framing, lengthPrefixed } from "../../src/index.js";
import { type Ledger, framed } from "./ledger.js";
import { eventually, inTime } from "./waits.js";

/** The framing of all ledgers' frames. */
export const framing: Framing = lengthPrefixed(4, { maxFrameBytes: 64 * 2 ** 20 });

/** A plain socket that speaks in frames and does what no client of ours would. */
export class Caller {
  readonly socket: Socket;
  /** What comes back is noted here. */
  readonly ledger: Ledger;
  /** The code of the socket's error, if there was one. */
  code: string | undefined;
  hasEnded = false;
  /** Whether what comes back is not its own frames, but answers that nobody counts. */
  hasAnswers = false;
  readonly #decoder = new FrameDecoder(framing);

  constructor(socket: Socket, ledger: Ledger) {
    this.socket = socket;
    this.ledger = ledger;
    socket.on("data", (chunk: Uint8Array) => this.#receive(chunk));
    socket.on("end", () => (this.hasEnded = true));
    socket.on("error", (error) => (this.code = String(Reflect.get(error, "code"))));
    socket.on("close", () => this.#decoder.dispose());
  }

  static async dial(port: number, ledger: Ledger, host = "127.0.0.1"): Promise<Caller> {
    const socket = connect({ port, host, noDelay: true });
    const caller = new Caller(socket, ledger);
    await inTime("a caller to connect", once(socket, "connect"));
    return caller;
  }

  /** Sends the next frames of the ledger in one write. */
  send(count: number): void {
    const wire = Array.from({ length: count }, () => framed(this.ledger.next()));
    this.socket.write(Buffer.concat(wire));
  }

  /** Sends frames, and waits until all of them are back. */
  async exchange(count: number): Promise<void> {
    this.send(count);
    await this.complete();
  }

  complete(): Promise<void> {
    const { ledger } = this;
    return eventually(
      () => `echoes: ${ledger.received} of ${ledger.sent}, ${this.code ?? "no error"}`,
      () => ledger.isComplete,
    );
  }

  get isGone(): boolean {
    return this.socket.destroyed;
  }

  gone(): Promise<void> {
    return eventually("a caller's end", () => this.isGone);
  }

  #receive(chunk: Uint8Array): void {
    for (const frame of this.#decoder.push(chunk)) {
      if (!this.hasAnswers) this.ledger.take(frame.bytes());
    }
  }
}
