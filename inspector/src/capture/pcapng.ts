import { CaptureError, type Container, type Packet, PACKET_BYTES_MAX } from "./container.js";

/** Types of the blocks that are read; all others are passed over. */
const SECTION = 0x0a0d0d0a;
const INTERFACE = 1;
const OLD_PACKET = 2;
const SIMPLE_PACKET = 3;
const ENHANCED_PACKET = 6;

const BYTE_ORDER_MAGIC = 0x1a2b3c4d;
/** Type and length in front, the length again behind. */
const BLOCK_BYTES_MIN = 12;

interface Interface {
  readonly link: number;
  /** Bytes that are captured of a packet, at the most. */
  readonly snaplen: number;
}

interface Block {
  readonly view: DataView;
  readonly base: number;
  readonly at: number;
  readonly length: number;
}

/**
 * A pcapng file: blocks of a type (4), a length of the whole block (4), a body and the length again (4), in the
 * byte order of their section. The bodies, up to what is not read:
 *
 *     section    byte-order magic (4)
 *     interface  link type (2), reserved (2), snaplen (4)
 *     enhanced   interface (4), time (8), captured bytes (4), bytes on the wire (4), the packet
 *     old        interface (2), drops (2), the rest as enhanced
 *     simple     bytes on the wire (4), the packet of the first interface, cut to its snaplen
 */
export class Pcapng implements Container {
  #isLittle = false;
  #interfaces: Interface[] = [];

  take(view: DataView, base: number, onPacket: (packet: Packet) => void): number {
    let at = 0;
    while (at + BLOCK_BYTES_MIN <= view.byteLength) {
      const type = view.getUint32(at, this.#isLittle);
      if (type === SECTION) this.#readByteOrder(view, base, at);
      const block: Block = { view, base, at, length: this.#length(view, base, at) };
      if (type === ENHANCED_PACKET || type === OLD_PACKET || type === SIMPLE_PACKET) {
        if (block.length > PACKET_BYTES_MAX) {
          throw new CaptureError(base + at, `a packet block of ${block.length} bytes is announced`);
        }
        if (at + block.length > view.byteLength) break;
        this.#checkEnd(block);
        onPacket(type === SIMPLE_PACKET ? this.#simple(block) : this.#enhanced(block, type));
      } else if (type === INTERFACE) {
        if (at + 16 > view.byteLength) break;
        this.#addInterface(block);
      }
      // One that is passed over beyond the window starts the next: what starts where is known then.
      if (at > 0 && at + block.length > view.byteLength) break;
      at += block.length;
    }
    return at;
  }

  #readByteOrder(view: DataView, base: number, at: number): void {
    this.#isLittle = view.getUint32(at + 8, true) === BYTE_ORDER_MAGIC;
    if (!this.#isLittle && view.getUint32(at + 8) !== BYTE_ORDER_MAGIC) {
      throw new CaptureError(base + at + 8, "a section has no byte-order magic 1a2b3c4d");
    }
    this.#interfaces = [];
  }

  #length(view: DataView, base: number, at: number): number {
    const length = view.getUint32(at + 4, this.#isLittle);
    if (length < BLOCK_BYTES_MIN || length % 4 !== 0) {
      throw new CaptureError(base + at, `a block cannot have ${length} bytes`);
    }
    return length;
  }

  #checkEnd({ view, base, at, length }: Block): void {
    const again = view.getUint32(at + length - 4, this.#isLittle);
    if (again !== length) {
      throw new CaptureError(base + at, `a block of ${length} bytes says ${again} at its end`);
    }
  }

  #addInterface(block: Block): void {
    this.#expect(block, 20);
    const { view, at } = block;
    const link = view.getUint16(at + 8, this.#isLittle);
    this.#interfaces.push({ link, snaplen: view.getUint32(at + 12, this.#isLittle) || Infinity });
  }

  #enhanced(block: Block, type: number): Packet {
    this.#expect(block, 32);
    const { view, base, at, length } = block;
    const isOld = type === OLD_PACKET;
    const number = isOld
      ? view.getUint16(at + 8, this.#isLittle)
      : view.getUint32(at + 8, this.#isLittle);
    const { link } = this.#interface(block, number);
    const bytes = view.getUint32(at + 20, this.#isLittle);
    if (bytes > length - 32) {
      throw new CaptureError(base + at, `a block of ${length} bytes has no packet of ${bytes}`);
    }
    return { link, view, from: at + 28, to: at + 28 + bytes, base };
  }

  #simple(block: Block): Packet {
    this.#expect(block, 16);
    const { view, base, at, length } = block;
    const { link, snaplen } = this.#interface(block, 0);
    const bytes = Math.min(view.getUint32(at + 8, this.#isLittle), snaplen, length - 16);
    return { link, view, from: at + 12, to: at + 12 + bytes, base };
  }

  #interface({ base, at }: Block, number: number): Interface {
    const found = this.#interfaces[number];
    if (found !== undefined) return found;
    throw new CaptureError(base + at, `a packet is of interface ${number}, which is not described`);
  }

  #expect({ base, at, length }: Block, bytes: number): void {
    if (length >= bytes) return;
    throw new CaptureError(base + at, `a block of ${length} bytes is too short for its type`);
  }
}
