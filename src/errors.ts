/**
 * Four faults, four answers. The peer's: {@link ProtocolError}. The caller's: `TypeError`, `RangeError`
 * and {@link ConnectionClosedError}. The environment's: {@link NetworkError} and {@link ResourceError}.
 * Ours: {@link InternalError}.
 */

/** What a peer can do wrong. */
export type ProtocolErrorCode = "oversize" | "malformed" | "incomplete" | "invalid";
/** Why a payload cannot be encoded. */
export type EncodeErrorCode = "oversize" | "unencodable";
/** Which bound was reached. */
export type ResourceErrorCode =
  | "pool-exhausted"
  | "slots-exhausted"
  | "framings-exhausted"
  | "outbound-overflow"
  | "memory-unavailable"
  | "link-pool-full"
  | "log-overrun";

/** Where in the stream a frame failed, and on what. */
export interface FaultPosition {
  /** Position in the stream of the frame's first byte, in bytes. */
  readonly offset: number;
  /** Payload bytes that the frame declares, where the wire says so. */
  readonly declared?: number | undefined;
  /** `maxFrameBytes` of the framing. */
  readonly limit?: number | undefined;
}

/** The bytes of the peer are not frames under the declared framing. Final for its connection. */
export class ProtocolError extends Error implements FaultPosition {
  override readonly name: string = "ProtocolError";
  readonly code: ProtocolErrorCode;
  readonly offset: number;
  readonly declared: number | undefined;
  readonly limit: number | undefined;

  /** `cause` is what a codec threw. */
  constructor(
    code: ProtocolErrorCode,
    message: string,
    position: FaultPosition,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.code = code;
    this.offset = position.offset;
    this.declared = position.declared;
    this.limit = position.limit;
  }
}

/** The stream ended inside a frame. */
export class IncompleteFrameError extends ProtocolError {
  override readonly name: string = "IncompleteFrameError";
  /** Bytes of the frame that arrived. */
  readonly received: number;
  /** Bytes known to be missing, at the least; undefined where the wire does not say. */
  readonly missing: number | undefined;

  constructor(received: number, needed: number | undefined, position: FaultPosition) {
    const missing = needed === undefined ? undefined : needed - received;
    const rest =
      missing === undefined ? "its ending is missing" : `at least ${missing} are missing`;
    const start = `the stream ended inside the frame at offset ${position.offset}`;
    super("incomplete", `${start}: ${received} bytes arrived, ${rest}`, position);
    this.received = received;
    this.missing = missing;
  }
}

/** A payload that this framing cannot carry; nothing was written. */
export class EncodeError extends RangeError {
  override readonly name: string = "EncodeError";
  readonly code: EncodeErrorCode;

  constructor(code: EncodeErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}

/** The caller sends on a connection that is closing or closed. */
export class ConnectionClosedError extends Error {
  override readonly name: string = "ConnectionClosedError";
  readonly code = "connection-closed";

  constructor(message = "the connection is closed") {
    super(message);
  }
}

/** A wait of a link was longer than its `timeoutMs`. */
export class TimeoutError extends Error {
  override readonly name: string = "TimeoutError";
  readonly code = "timeout";
  /**
   * Whether the message of a `send` is under way all the same: a part of it, or all, may have gone out, so
   * that it must not be sent again. If false, nothing of it is sent, now or later.
   */
  readonly isQueued: boolean;

  constructor(message: string, isQueued = false) {
    super(message);
    this.isQueued = isQueued;
  }
}

/** The network or the operating system said no; `code` is its code, `cause` its error. */
export class NetworkError extends Error {
  override readonly name: string = "NetworkError";
  readonly code: string;

  constructor(message: string, code: string, cause?: unknown) {
    super(message, { cause });
    this.code = code;
  }
}

/** A bound of this process was reached; every such bound is an option. */
export class ResourceError extends Error {
  override readonly name: string = "ResourceError";
  readonly code: ResourceErrorCode;

  constructor(code: ResourceErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}

/** A fault of millrace itself: an assertion of the core failed. Final for the whole core. */
export class InternalError extends Error {
  override readonly name: string = "InternalError";
  readonly code = "internal";

  constructor(message: string, cause?: unknown) {
    super(message, { cause });
  }
}
