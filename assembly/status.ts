// What a call of the core can answer besides a count or an address. Mirrored by src/core/status.ts.

/** All is well, or more bytes are needed: a value, never an error. */
export const OK: i32 = 0;
/** The frame declares, or already has, more payload than the limit allows. */
export const OVERSIZE: i32 = -1;
/** The length is negative, or smaller than the bytes to be stripped. */
export const MALFORMED_LENGTH: i32 = -2;
/** The last bytes of the frame are not the declared trailer. */
export const MALFORMED_TRAILER: i32 = -3;
/** The payload would not decode to itself. */
export const UNENCODABLE: i32 = -4;
/** The pool has no buffer of the size asked for. */
export const EXHAUSTED: i32 = -5;
/** What precedes the payload is no length, or no header. */
export const MALFORMED_HEADER: i32 = -6;
/** The header lines do not end within their limit. */
export const OVERSIZE_HEADER: i32 = -7;

/** One sentence for people; the code is for programs. */
export function textOf(code: i32): string {
  switch (code) {
    case OK:
      return "no error";
    case OVERSIZE:
      return "the frame is larger than maxFrameBytes";
    case MALFORMED_LENGTH:
      return "the length field holds a length that no frame can have";
    case MALFORMED_TRAILER:
      return "the frame does not end in its trailer";
    case UNENCODABLE:
      return "the payload would not decode to itself under this framing";
    case EXHAUSTED:
      return "the buffer pool has no buffer left";
    case MALFORMED_HEADER:
      return "what precedes the payload is not a header of this framing";
    case OVERSIZE_HEADER:
      return "the header is larger than maxHeaderBytes";
    default:
      return "unknown status";
  }
}
