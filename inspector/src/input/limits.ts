/** Bytes of a stream that the page takes at the most: positions are 32 bits, and so is a Blob's view. */
export const STREAM_BYTES_MAX = 1024 ** 3;
