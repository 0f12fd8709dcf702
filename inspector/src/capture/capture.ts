import type { Pieces } from "../input/byte-source.js";
import { hasPackets } from "../input/packets.js";
import { Gaps } from "./gaps.js";
import { largestOf } from "./list.js";
import type { PassedOver, Report, Request, StreamRow } from "./messages.js";

/** A stream, and what is missing in it. */
export interface CapturedStream {
  readonly source: Pieces;
  readonly gaps: Gaps;
}

/** What is known of the chosen file; a new object with each report. */
export interface CaptureSnapshot {
  /** `plain` is a file that has one stream, and no packets. */
  readonly phase: "closed" | "looking" | "plain" | "listing" | "listed" | "failed";
  readonly file: Blob | undefined;
  /** Bytes of the file that were read, and all of them. */
  readonly read: number;
  readonly total: number;
  readonly streams: readonly StreamRow[];
  readonly packets: number;
  readonly passedOver: PassedOver | undefined;
  readonly chosen: number;
  /** The stream that was chosen, as soon as it is there. */
  readonly stream: CapturedStream | undefined;
  readonly problem: string | undefined;
}

const CLOSED: CaptureSnapshot = {
  phase: "closed",
  file: undefined,
  read: 0,
  total: 0,
  streams: [],
  packets: 0,
  passedOver: undefined,
  chosen: -1,
  stream: undefined,
  problem: undefined,
};

/** The part of a worker that is used. */
export interface CaptureWorker {
  postMessage(request: Request): void;
  terminate(): void;
  addEventListener(type: "message", listener: (event: MessageEvent<Report>) => void): void;
  addEventListener(type: "error", listener: (event: ErrorEvent) => void): void;
}

/** Has a worker take a capture of packets apart. A store for React's `useSyncExternalStore`. */
export class Capture {
  readonly #startWorker: () => CaptureWorker;
  readonly #listeners = new Set<() => void>();
  #worker: CaptureWorker | undefined;
  #snapshot = CLOSED;

  constructor(startWorker: () => CaptureWorker) {
    this.#startWorker = startWorker;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly snapshot = (): CaptureSnapshot => this.#snapshot;

  /** Looks into this file instead of the one before. */
  open(file: Blob): void {
    this.#stop();
    this.#show({ ...CLOSED, phase: "looking", file });
    const found = (isCapture: boolean): void => {
      if (this.#snapshot.file !== file || this.#snapshot.phase !== "looking") return;
      if (isCapture) this.#list(file);
      else this.#show({ ...this.#snapshot, phase: "plain" });
    };
    // A file that cannot be read is reported by whoever reads all of it.
    hasPackets(file).then(found, () => found(false));
  }

  close(): void {
    if (this.#snapshot.phase === "closed") return;
    this.#stop();
    this.#show(CLOSED);
  }

  /** Chooses the stream to look at. */
  choose(chosen: number): void {
    const { streams, chosen: before } = this.#snapshot;
    if (streams[chosen] === undefined || chosen === before) return;
    this.#show({ ...this.#snapshot, chosen, stream: undefined });
    this.#worker?.postMessage({ kind: "stream", index: chosen });
  }

  /** Ends all work, and gives back what the worker holds. */
  #stop(): void {
    this.#worker?.terminate();
    this.#worker = undefined;
  }

  #list(file: Blob): void {
    const worker = this.#startWorker();
    this.#worker = worker;
    worker.addEventListener("message", ({ data }) => {
      // A worker that was stopped may have spoken before.
      if (this.#worker === worker) this.#receive(data);
    });
    worker.addEventListener("error", ({ message }) => {
      if (this.#worker === worker) this.#fail(message || "the worker did not start");
    });
    this.#show({ ...this.#snapshot, phase: "listing", total: file.size });
    worker.postMessage({ kind: "list", file });
  }

  #receive(report: Report): void {
    switch (report.kind) {
      case "progress":
        this.#show({ ...this.#snapshot, read: report.read });
        return;
      case "list": {
        const { streams, packets, passedOver, problem } = report;
        this.#show({ ...this.#snapshot, phase: "listed", streams, packets, passedOver, problem });
        this.choose(largestOf(streams));
        return;
      }
      case "stream": {
        const { index, size, cells, gaps } = report;
        const { file, chosen } = this.#snapshot;
        // The answer to an earlier choice may be on its way when the next one is made.
        if (index !== chosen || file === undefined) return;
        const stream = { source: { file, cells, size }, gaps: new Gaps(gaps) };
        this.#show({ ...this.#snapshot, stream });
        return;
      }
      case "failed":
        this.#fail(report.problem);
    }
  }

  #fail(problem: string): void {
    this.#show({ ...this.#snapshot, phase: "failed", problem });
  }

  #show(snapshot: CaptureSnapshot): void {
    this.#snapshot = snapshot;
    for (const listener of this.#listeners) listener();
  }
}
