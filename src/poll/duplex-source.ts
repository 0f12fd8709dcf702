import type { Duplex } from "node:stream";
import { oneOf } from "../core/check.js";
import { ReadEnd } from "./read-end.js";
import { GONE, Ready } from "./ready.js";
import { StreamSource } from "./stream-source.js";
import { vectored } from "./vectored.js";
import type { WouldBlock } from "./would-block.js";
import { WriteEnd } from "./write-end.js";

/** Which half of a stream to shut down. */
export type Shutdown = "read" | "write" | "both";

/**
 * Any Duplex of bytes as a source: a socket, a TLS socket, a stream in memory. The stream is the source's
 * from now on: nobody else may read from it, or listen for its data.
 *
 * ```text
 * socket -> stream's buffer --read(into)--> caller      readable: bytes came, or their end
 * socket <- stream's buffer <-write(from)-- caller      writable: connected, or the buffer ran dry
 * ```
 */
export class DuplexSource<Inner extends Duplex = Duplex> extends StreamSource<Inner> {
  readonly #reading: ReadEnd;
  readonly #writing: WriteEnd;

  /** @throws TypeError if the stream is not one of bytes. */
  constructor(inner: Inner) {
    super(inner, GONE);
    this.#reading = new ReadEnd(inner, this, this.error);
    this.#writing = new WriteEnd(inner, this, this.error);
  }

  /**
   * Reads what there is, as far as there is room: answers how many bytes; 0 at the end of the stream, or
   * if `into` has no room; `WOULD_BLOCK` if there is nothing yet.
   *
   * @throws NetworkError the error that is waiting; TypeError if `into` is no Uint8Array.
   */
  read(into: Uint8Array): number | WouldBlock {
    return this.#reading.read(into);
  }

  /** As `read`, but what was read is still there. @throws as `read`. */
  peek(into: Uint8Array): number | WouldBlock {
    return this.#reading.peek(into);
  }

  /** Reads into one after the other, as far as there is something. @throws as `read`. */
  readVectored(into: readonly Uint8Array[]): number | WouldBlock {
    return vectored(
      into,
      (part) => this.read(part),
      () => this.#reading.hasBytes,
    );
  }

  /**
   * Writes what there is room for: answers how many bytes, which may be fewer than there are, or
   * `WOULD_BLOCK`. They are copied: `from` is the caller's again.
   *
   * @throws NetworkError the error that is waiting, or `EPIPE` after `shutdown("write")` or the end of the
   * connection; TypeError if `from` is no Uint8Array.
   */
  write(from: Uint8Array): number | WouldBlock {
    return this.#writing.write(from);
  }

  /** Writes one after the other, as far as there is room. @throws as `write`. */
  writeVectored(from: readonly Uint8Array[]): number | WouldBlock {
    return vectored(
      from,
      (part) => this.write(part),
      () => this.#writing.room > 0,
    );
  }

  /**
   * Ends one direction or both. `"write"` sends what was written and then a FIN. Node cannot shut down
   * reading: after `"read"`, what comes is thrown away, and `read` answers 0.
   *
   * @throws RangeError if it is none of the three; NetworkError (`ENOTCONN`) before the connection is made.
   */
  shutdown(how: Shutdown): void {
    oneOf("how", how, ["read", "write", "both"]);
    if (how !== "read") this.#writing.shut();
    if (how !== "write") this.#reading.shut();
  }

  protected override blockable(): number {
    // Room that is there is not announced again.
    return this.#writing.room > 0 ? Ready.READABLE : Ready.READABLE | Ready.WRITABLE;
  }

  protected override release(): void {
    this.#reading.release();
    this.#writing.release();
  }

  protected override get isConnecting(): boolean {
    return this.#writing.isConnecting;
  }
}
