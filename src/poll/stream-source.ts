/// <reference lib="esnext.disposable" preserve="true" />
import type { Readable, Writable } from "node:stream";
import type { NetworkError } from "../errors.js";
import { IoSource } from "./io-source.js";
import { PendingError } from "./pending-error.js";

/** A source over a stream of Node: its errors and its end. */
export abstract class StreamSource<Inner extends Readable | Writable> extends IoSource {
  /** The stream. What is read or written there does not come by here: see `tryIo`. */
  readonly inner: Inner;
  protected readonly error: PendingError = new PendingError(this);
  readonly #gone: number;
  #isGone = false;

  /** `gone` is what the source is once there is no stream any more. */
  constructor(inner: Inner, gone: number) {
    super();
    this.inner = inner;
    this.#gone = gone;
    inner.on("error", this.#onError);
    inner.on("close", this.#onClose);
    if (inner.destroyed) this.#onClose();
  }

  /** The error that is waiting to be seen; undefined if there is none. It is seen by that. */
  takeError(): NetworkError | undefined {
    return this.error.take();
  }

  /**
   * Deregisters the source, sends what was written and closes the stream: what Rust does by dropping it.
   * Bytes that nobody has read are lost. Does nothing twice.
   */
  close(): void {
    this.leave();
    const { inner } = this;
    const mayFlush = "writableFinished" in inner && !inner.writableFinished && !this.isConnecting;
    if (!mayFlush || inner.destroyed) {
      inner.destroy();
      return;
    }
    inner.once("finish", () => inner.destroy());
    inner.end();
  }

  [Symbol.dispose](): void {
    this.close();
  }

  /** Deregisters the source and gives the stream back, with all that was not read. */
  intoInner(): Inner {
    this.leave();
    this.release();
    this.inner.off("error", this.#onError);
    this.inner.off("close", this.#onClose);
    return this.inner;
  }

  protected abstract release(): void;
  protected abstract get isConnecting(): boolean;

  readonly #onError = (error: Error): void => {
    this.#isGone = true;
    this.error.set(error, this.#gone);
  };

  readonly #onClose = (): void => {
    if (!this.#isGone) this.signalAnew(this.#gone);
    this.#isGone = true;
  };
}
