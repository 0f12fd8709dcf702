import { CaptureError, type Container, type Packet, PACKET_BYTES_MAX } from "./container.js";

const HEADER_BYTES = 24;
const RECORD_BYTES = 16;

/**
 * A pcap file. All integers are in the byte order of its writer, which the magic number tells:
 *
 *     header   magic (4), version (2 + 2), zone (4), accuracy (4), snaplen (4), link type (4)
 *     record   seconds (4), fraction (4), captured bytes (4), bytes on the wire (4), the packet
 */
export class Pcap implements Container {
  readonly #isLittle: boolean;
  #link = 0;

  constructor(isLittle: boolean) {
    this.#isLittle = isLittle;
  }

  take(view: DataView, base: number, onPacket: (packet: Packet) => void): number {
    let at = base === 0 ? this.#header(view) : 0;
    if (base === 0 && at === 0) return 0;
    while (at + RECORD_BYTES <= view.byteLength) {
      const bytes = view.getUint32(at + 8, this.#isLittle);
      if (bytes > PACKET_BYTES_MAX) {
        throw new CaptureError(base + at, `a packet of ${bytes} bytes is announced`);
      }
      const from = at + RECORD_BYTES;
      if (from + bytes > view.byteLength) break;
      onPacket({ link: this.#link, view, from, to: from + bytes, base });
      at = from + bytes;
    }
    return at;
  }

  #header(view: DataView): number {
    if (view.byteLength < HEADER_BYTES) return 0;
    const major = view.getUint16(4, this.#isLittle);
    if (major !== 2) throw new CaptureError(4, `version 2 of pcap expected, got ${major}`);
    // The upper half tells of a frame check sequence, which lies behind all that is read.
    this.#link = view.getUint32(20, this.#isLittle) & 0xffff;
    return HEADER_BYTES;
  }
}
