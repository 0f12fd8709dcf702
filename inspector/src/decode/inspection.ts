import type { Framing } from "../../../src/codec.js";
import type { ByteSource } from "../input/byte-source.js";
import { STREAM_BYTES_MAX } from "../input/limits.js";
import { Columns } from "./columns.js";
import type { EndReport, Fault, Report, RunRequest, SliceReport } from "./messages.js";

/** A stream to look at. The bytes are kept for further runs once they are read. */
export interface Stream {
  readonly source: ByteSource;
  readonly bytes: Uint8Array<ArrayBuffer> | undefined;
}

/** What is known of a stream under a framing; a new object with each report. */
export interface Snapshot {
  readonly phase: "empty" | "running" | "done" | "failed";
  readonly framing: Framing | undefined;
  readonly bytes: Uint8Array;
  /** Grows in place while running: `frames` says how many rows this snapshot is about. */
  readonly columns: Columns;
  readonly frames: number;
  readonly read: number;
  readonly total: number;
  readonly discarded: number;
  readonly milliseconds: number;
  readonly fault: Fault | undefined;
  /** Why the stream could not be read. */
  readonly problem: string | undefined;
}

const EMPTY: Snapshot = {
  phase: "empty",
  framing: undefined,
  bytes: new Uint8Array(0),
  columns: new Columns(),
  frames: 0,
  read: 0,
  total: 0,
  discarded: 0,
  milliseconds: 0,
  fault: undefined,
  problem: undefined,
};

/** The part of a worker that is used. */
export interface WorkerPort {
  postMessage(request: RunRequest | null): void;
  addEventListener(type: "message", listener: (event: MessageEvent<Report>) => void): void;
  addEventListener(type: "error", listener: (event: ErrorEvent) => void): void;
}

/** Has a worker decode, and collects its reports. A store for React's `useSyncExternalStore`. */
export class Inspection {
  readonly #worker: WorkerPort;
  readonly #listeners = new Set<() => void>();
  #run = 0;
  #snapshot = EMPTY;
  /** What the next report of this run continues: shown only then, so that nothing flickers. */
  #next = EMPTY;
  #whole: { source: ByteSource; bytes: Uint8Array<ArrayBuffer>; isComplete: boolean } | undefined;

  constructor(worker: WorkerPort) {
    this.#worker = worker;
    worker.addEventListener("message", ({ data }) => this.#receive(data));
    worker.addEventListener("error", ({ message }) => {
      this.#show({ ...EMPTY, phase: "failed", problem: message || "the worker did not start" });
    });
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly snapshot = (): Snapshot => this.#snapshot;

  /** Decodes this stream instead of the one before. */
  start(source: ByteSource, framing: Framing): void {
    const run = ++this.#run;
    if (source.size > STREAM_BYTES_MAX) {
      this.#worker.postMessage(null);
      this.#show({ ...EMPTY, phase: "failed", problem: "the stream is larger than 1 GiB" });
      return;
    }
    const whole = this.#bytesOf(source);
    this.#next = {
      ...EMPTY,
      phase: "running",
      framing,
      bytes: whole.bytes,
      columns: new Columns(),
      total: source.size,
    };
    this.#show({ ...this.#snapshot, phase: "running", read: 0, total: source.size });
    this.#worker.postMessage({ run, framing, source, wantsBytes: !whole.isComplete });
  }

  /** Shows nothing. */
  clear(): void {
    ++this.#run;
    this.#whole = undefined;
    this.#worker.postMessage(null);
    this.#show(EMPTY);
  }

  #bytesOf(source: ByteSource): { bytes: Uint8Array<ArrayBuffer>; isComplete: boolean } {
    if (this.#whole?.source !== source) {
      this.#whole = { source, bytes: new Uint8Array(source.size), isComplete: source.size === 0 };
    }
    return this.#whole;
  }

  #receive(report: Report): void {
    if (report.run !== this.#run) return;
    this.#next = report.kind === "slice" ? this.#sliced(report) : this.#ended(report);
    this.#show(this.#next);
  }

  #sliced(report: SliceReport): Snapshot {
    const { part, offset, bytes, read, discarded, milliseconds } = report;
    if (bytes !== undefined && this.#whole !== undefined) {
      this.#whole.bytes.set(bytes, offset);
      this.#whole.isComplete = read === this.#whole.source.size;
    }
    this.#next.columns.append(part);
    const frames = this.#next.columns.length;
    const fault = report.fault ?? this.#next.fault;
    return { ...this.#next, frames, read, discarded, milliseconds, fault };
  }

  #ended({ fault, problem }: EndReport): Snapshot {
    const phase = problem === undefined ? "done" : "failed";
    return { ...this.#next, phase, problem, fault: fault ?? this.#next.fault };
  }

  #show(snapshot: Snapshot): void {
    this.#snapshot = snapshot;
    for (const listener of this.#listeners) listener();
  }
}
