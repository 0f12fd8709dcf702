import { PassThrough, type Readable, type Writable } from "node:stream";
import { ReadEnd } from "./read-end.js";
import { Ready } from "./ready.js";
import { StreamSource } from "./stream-source.js";
import type { WouldBlock } from "./would-block.js";
import { WriteEnd } from "./write-end.js";

/** The reading end of a pipe as a source: a child's stdout or stderr, or any Readable of bytes. */
export class Receiver extends StreamSource<Readable> {
  readonly #reading: ReadEnd;

  /** @throws TypeError if the stream is not one of bytes. */
  constructor(inner: Readable) {
    super(inner, Ready.READABLE | Ready.READ_CLOSED);
    this.#reading = new ReadEnd(inner, this, this.error);
  }

  /** As `DuplexSource.read`. @throws NetworkError the error that is waiting. */
  read(into: Uint8Array): number | WouldBlock {
    return this.#reading.read(into);
  }

  /** As `DuplexSource.peek`. @throws NetworkError the error that is waiting. */
  peek(into: Uint8Array): number | WouldBlock {
    return this.#reading.peek(into);
  }

  protected override blockable(): number {
    return Ready.READABLE;
  }

  protected override release(): void {
    this.#reading.release();
  }

  protected override get isConnecting(): boolean {
    // What is left to be written, if the stream has such a half, is nobody's.
    return true;
  }
}

/** The writing end of a pipe as a source: a child's stdin, or any Writable of bytes. */
export class Sender extends StreamSource<Writable> {
  readonly #writing: WriteEnd;

  /** @throws TypeError if the stream is not one of bytes. */
  constructor(inner: Writable) {
    super(inner, Ready.WRITABLE | Ready.WRITE_CLOSED);
    this.#writing = new WriteEnd(inner, this, this.error);
  }

  /** As `DuplexSource.write`. @throws NetworkError the error that is waiting, or `EPIPE`. */
  write(from: Uint8Array): number | WouldBlock {
    return this.#writing.write(from);
  }

  protected override blockable(): number {
    return this.#writing.room > 0 ? 0 : Ready.WRITABLE;
  }

  protected override release(): void {
    this.#writing.release();
  }

  protected override get isConnecting(): boolean {
    return this.#writing.isConnecting;
  }
}

/** A pipe within this process, in memory: Node cannot make one of the system. */
export function pipe(): [Sender, Receiver] {
  const stream = new PassThrough();
  return [new Sender(stream), new Receiver(stream)];
}
