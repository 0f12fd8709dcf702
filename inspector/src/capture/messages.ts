/** To a new worker, first of all: list the streams of this file. */
export interface ListRequest {
  readonly kind: "list";
  readonly file: Blob;
}

/** To the worker: say where this stream is in the file. */
export interface StreamRequest {
  readonly kind: "stream";
  readonly index: number;
}

export type Request = ListRequest | StreamRequest;

/** One direction of a connection, as it is listed. */
export interface StreamRow {
  readonly source: string;
  readonly target: string;
  readonly serverPort: number;
  readonly isFromClient: boolean;
  readonly packets: number;
  /** Bytes that were captured, and that were not. */
  readonly bytes: number;
  readonly missing: number;
  readonly gaps: number;
  /** Bytes that were captured and are not shown. */
  readonly leftOut: number;
  readonly hasStart: boolean;
}

/** Packets that carry no stream, by reason. */
export interface PassedOver {
  readonly other: number;
  readonly fragment: number;
  readonly cut: number;
  readonly link: number;
  readonly tooMany: number;
}

export interface ProgressReport {
  readonly kind: "progress";
  readonly read: number;
}

export interface ListReport {
  readonly kind: "list";
  readonly streams: readonly StreamRow[];
  readonly packets: number;
  readonly passedOver: PassedOver;
  /** Why the capture could not be read to its end. */
  readonly problem: string | undefined;
}

export interface StreamReport {
  readonly kind: "stream";
  readonly index: number;
  readonly size: number;
  /** Position, offset in the file and bytes of each piece. */
  readonly cells: Uint32Array<ArrayBuffer>;
  /** Position and length of what is missing, in order, two numbers each. */
  readonly gaps: Uint32Array<ArrayBuffer>;
}

export interface FailedReport {
  readonly kind: "failed";
  readonly problem: string;
}

export type Report = ProgressReport | ListReport | StreamReport | FailedReport;
