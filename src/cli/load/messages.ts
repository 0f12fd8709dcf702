/** What the load is to be. */
export interface LoadOptions {
  readonly port: number;
  readonly frames: number;
  readonly connections: number;
  readonly seed: number;
}

/** What the load has found. */
export interface LoadReport {
  /** Frames that came back. */
  readonly frames: number;
  /** Their payload bytes. */
  readonly bytes: number;
  /** Frames that were written byte by byte. */
  readonly dribbledFrames: number;
  readonly seconds: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly missingFrames: number;
  readonly wrongFrames: number;
  readonly wrongBytes: number;
  /** Pool buffers of the load's own loop that are out after all connections are gone. */
  readonly buffersOut: number;
  /** What went wrong, a sentence each. */
  readonly faults: readonly string[];
}

/** What the load's process tells the one that started it. */
export type LoadMessage =
  | { readonly type: "progress"; readonly frames: number }
  | { readonly type: "done"; readonly report: LoadReport }
  | { readonly type: "failed"; readonly message: string };

/** Whether a message between the processes is one of ours: both run the same file. */
export function isLoadMessage(message: unknown): message is LoadMessage {
  return typeof message === "object" && message !== null && "type" in message;
}
