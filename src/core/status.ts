/** The core's result codes, mirrored from assembly/status.ts. */
export const OK = 0;
export const OVERSIZE = -1;
export const MALFORMED_LENGTH = -2;
export const MALFORMED_TRAILER = -3;
export const UNENCODABLE = -4;
export const EXHAUSTED = -5;
export const MALFORMED_HEADER = -6;
export const OVERSIZE_HEADER = -7;
