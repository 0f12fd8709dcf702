/** A packet as it lies in a window of the file. */
export interface Packet {
  /** What its first header is: a LINKTYPE of tcpdump.org/linktypes.html. */
  readonly link: number;
  readonly view: DataView;
  /** First and last + 1 byte in the view. */
  readonly from: number;
  readonly to: number;
  /** Offset of the view in the file. */
  readonly base: number;
}

/** A format that packets are written in, read window by window. */
export interface Container {
  /**
   * Hands over every whole packet of a window that starts where the last one was used up. Answers with the
   * bytes used: none if the window is too short for what it starts with, more than it has to pass over some.
   * @throws CaptureError where the bytes cannot be what they should be.
   */
  take(view: DataView, base: number, onPacket: (packet: Packet) => void): number;
}

/** Bytes of a packet, at the most: none that carries TCP is as large. */
export const PACKET_BYTES_MAX = 16 * 1024 ** 2;

/** A capture that cannot be read on. */
export class CaptureError extends Error {
  override readonly name = "CaptureError";
  readonly offset: number;

  constructor(offset: number, reason: string) {
    super(`offset ${offset}: ${reason}`);
    this.offset = offset;
  }
}
