import type { Framing } from "../../../src/codec.js";
import type { ByteSource } from "../input/byte-source.js";
import type { Part } from "./columns.js";

/** To the worker: decode this stream. A run takes the place of the one before. */
export interface RunRequest {
  readonly run: number;
  readonly framing: Framing;
  readonly source: ByteSource;
  /** Whether the page does not have the bytes yet. */
  readonly wantsBytes: boolean;
}

/** Why the frames end before the bytes do, in the library's words. */
export interface Fault {
  readonly name: string;
  readonly code: string;
  readonly message: string;
  readonly offset: number | undefined;
  readonly declared: number | undefined;
  readonly limit: number | undefined;
}

/** From the worker: one more slice of the stream. */
export interface SliceReport {
  readonly kind: "slice";
  readonly run: number;
  readonly part: Part;
  /** Where the slice starts, and its bytes if they were wanted. */
  readonly offset: number;
  readonly bytes: Uint8Array<ArrayBuffer> | undefined;
  /** Bytes of the stream up to here. */
  readonly read: number;
  readonly discarded: number;
  /** Time spent in the decoder so far. */
  readonly milliseconds: number;
  /** Set once, with the slice where the frames ended. */
  readonly fault: Fault | undefined;
}

/** From the worker: the stream has ended, or could not be read. */
export interface EndReport {
  readonly kind: "end";
  readonly run: number;
  readonly fault: Fault | undefined;
  readonly problem: string | undefined;
}

export type Report = SliceReport | EndReport;
