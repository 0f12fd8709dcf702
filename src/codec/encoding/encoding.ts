/** How payloads become frames under one framing, on the JS heap. */
export interface Encoding {
  /** Bytes on the wire of the next payload. @throws EncodeError if that cannot be told. */
  size(payload: Uint8Array): number;
  /**
   * Writes the frame, for which there is room, at `at`; answers its bytes on the wire.
   *
   * @throws EncodeError if the framing cannot carry the payload; nothing was written then.
   */
  write(payload: Uint8Array, target: Uint8Array, at: number): number;
}
