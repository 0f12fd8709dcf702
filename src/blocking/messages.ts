import type { Endpoint } from "../reactor/byte-stream.js";

/** Cells of the memory that a caller and its thread share beside the lanes. */
export const CALLS = 0;
export const NEWS = 1;
export const BELL_BYTES = 8;

export interface Beats {
  /** Milliseconds after which the bytes are sent if nothing else was; 0 for never. */
  readonly intervalMs: number;
  readonly bytes: Uint8Array | undefined;
  /** Milliseconds of silence after which the peer is taken for dead; 0 for ever. */
  readonly toleranceMs: number;
}

/** Where to, and with which habits. */
export interface Target {
  readonly host: string;
  readonly port: number;
  readonly path: string | undefined;
  readonly noDelay: boolean;
}

/** What a thread is made for. */
export interface ThreadOrder {
  readonly bell: SharedArrayBuffer;
  readonly target: Target;
  readonly beats: Beats;
  /** Milliseconds for which the thread looks for calls without sleeping, after each. */
  readonly spinMs: number;
  readonly dial: { readonly timeoutMs: number; readonly retryAfterMs: number } | undefined;
  readonly listen: { readonly backlog: number; readonly maxConnections: number } | undefined;
  readonly laneBytes: number;
}

/** What a caller tells its thread; bytes of usual size go through the lane. */
export type Call =
  | { readonly type: "write"; readonly id: number; readonly bytes: Uint8Array }
  | { readonly type: "close" | "abort"; readonly id: number }
  | { readonly type: "stop" };

export interface LaneNews {
  readonly type: "opened";
  readonly id: number;
  readonly lane: SharedArrayBuffer;
  readonly remote: Endpoint;
  readonly local: Endpoint;
}

/** What went wrong, in words that cross threads. */
export interface Trouble {
  readonly code: string;
  readonly message: string;
}

/** What a thread tells its caller; bytes go through the lane. */
export type News =
  | { readonly type: "listening"; readonly address: Endpoint }
  | { readonly type: "failed"; readonly trouble: Trouble }
  | LaneNews
  | { readonly type: "rejected" }
  | { readonly type: "written"; readonly id: number }
  | {
      readonly type: "closed";
      readonly id: number;
      readonly how: "ended" | "closed" | "timeout" | "failed";
      readonly trouble: Trouble | undefined;
    };
