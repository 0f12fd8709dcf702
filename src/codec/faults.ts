import type { Core } from "../core/core.js";
import { EXHAUSTED, OVERSIZE, OVERSIZE_HEADER, UNENCODABLE } from "../core/status.js";
import {
  EncodeError,
  IncompleteFrameError,
  ProtocolError,
  type ProtocolErrorCode,
  ResourceError,
} from "../errors.js";

/** The error for a scan that failed with this code; the core's result says where. */
export function protocolError(core: Core, code: number): ProtocolError {
  const { offset, declared, limit } = core.result;
  const isOver = code === OVERSIZE || code === OVERSIZE_HEADER;
  const kind: ProtocolErrorCode = isOver ? "oversize" : "malformed";
  const size = declared === undefined ? "" : `, declared ${declared} bytes`;
  const place = `the frame at offset ${offset}${size}, limit ${limit} bytes`;
  const message = `${core.describe(code)}: ${place}`;
  return new ProtocolError(kind, message, { offset, declared, limit });
}

/** The error for a stream that ended inside a frame of `slot`; undefined if it did not. */
export function incompleteError(core: Core, slot: number): IncompleteFrameError | undefined {
  const received = core.raw.unfinished(slot);
  if (received === 0) return undefined;
  const { offset, declared: needed, limit } = core.result;
  return new IncompleteFrameError(received, needed, { offset, limit });
}

/** The error for a payload that the core refused to encode. */
export function encodeError(core: Core, code: number, payloadBytes: number): EncodeError {
  const kind = code === UNENCODABLE ? "unencodable" : "oversize";
  return new EncodeError(kind, `${core.describe(code)}: the payload has ${payloadBytes} bytes`);
}

/** The error for a pool with nothing left. */
export function poolExhausted(core: Core): ResourceError {
  return new ResourceError("pool-exhausted", core.describe(EXHAUSTED));
}
