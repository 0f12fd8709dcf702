import { field, hex, join } from "../support/wire.js";

type Endian = "big" | "little";
type Bytes = Uint8Array<ArrayBuffer>;

/** What a test says of a segment; the rest does not matter to it. */
export interface SegmentOptions {
  readonly from?: string;
  readonly to?: string;
  readonly sequence?: number;
  /** SYN is 2, ACK 16. */
  readonly flags?: number;
  /** Of the payload: a text, or its bytes. */
  readonly payload?: string | Uint8Array;
}

export const SYN = 2;
export const RST = 4;
export const ACK = 16;

export const CLIENT = "10.0.0.1:40000";
export const SERVER = "10.0.0.2:5432";

/** A TCP segment in a packet of IPv4. */
export function ipv4(options: SegmentOptions, fragment = 0): Bytes {
  const { from = CLIENT, to = SERVER } = options;
  const tcp = tcpOf(options);
  return join([
    hex("45 00"),
    field(20 + tcp.length, 2),
    hex("0001"),
    field(fragment, 2),
    hex("40 06 0000"),
    address(from),
    address(to),
    tcp,
  ]);
}

/** The same in IPv6, from [2001:db8::1] to [::1], behind extension headers that start with the first of these. */
export function ipv6(options: SegmentOptions, first = 6, extensions: Bytes = hex("")): Bytes {
  const tcp = tcpOf(options);
  return join([
    hex("60000000"),
    field(extensions.length + tcp.length, 2),
    Uint8Array.of(first, 64),
    hex("20010db8 00000000 00000000 00000001"),
    hex("00000000 00000000 00000000 00000001"),
    extensions,
    tcp,
  ]);
}

/** A frame of Ethernet around a packet, with tags between, padded to 60 bytes as on the wire. */
export function ethernet(packet: Bytes, tags = ""): Bytes {
  const type = (packet[0] ?? 0) >> 4 === 6 ? "86dd" : "0800";
  const frame = join([hex(`020000000001 020000000002 ${tags} ${type}`), packet]);
  return frame.length >= 60 ? frame : join([frame, new Uint8Array(60 - frame.length).fill(0xee)]);
}

export interface FileOptions {
  readonly endian?: Endian;
  /** 1 is Ethernet, 101 is IP without a header in front. */
  readonly link?: number;
  readonly isNano?: boolean;
  readonly snaplen?: number;
}

/** A pcap file. */
export function pcap(packets: readonly Bytes[], options: FileOptions = {}): Bytes {
  const { endian = "little", link = 1, isNano = false, snaplen = 65_535 } = options;
  const word = (value: number, size = 4): Bytes => field(value, size, endian);
  const magic = isNano ? 0xa1b23c4d : 0xa1b2c3d4;
  const header = [word(magic), word(2, 2), word(4, 2), word(0), word(0), word(snaplen), word(link)];
  const records = packets.flatMap((packet) => {
    const captured = packet.subarray(0, snaplen);
    return [word(0), word(0), word(captured.length), word(packet.length), captured];
  });
  return join([...header, ...records]);
}

/** A block of pcapng. */
export function block(type: number, body: Uint8Array, endian: Endian = "little"): Bytes {
  const padding = new Uint8Array(-body.length & 3);
  const length = field(12 + body.length + padding.length, 4, endian);
  return join([field(type, 4, endian), length, body, padding, length]);
}

/** A section of pcapng with one interface and a block that nobody has to know. */
export function section(options: FileOptions = {}): Bytes {
  const { endian = "little", link = 1, snaplen = 0 } = options;
  const word = (value: number, size = 4): Bytes => field(value, size, endian);
  return join([
    block(0x0a0d0d0a, join([word(0x1a2b3c4d), word(1, 2), word(0, 2), word(-1, 8)]), endian),
    block(1, join([word(link, 2), word(0, 2), word(snaplen)]), endian),
    block(0xbad, hex("0102030405"), endian),
  ]);
}

/** An Enhanced Packet Block, of the first interface. */
export function enhanced(packet: Bytes, endian: Endian = "little"): Bytes {
  const word = (value: number): Bytes => field(value, 4, endian);
  const { length } = packet;
  return block(6, join([word(0), word(0), word(0), word(length), word(length), packet]), endian);
}

/** A Simple Packet Block. */
export function simple(packet: Bytes, snaplen = 65_535, endian: Endian = "little"): Bytes {
  const captured = packet.subarray(0, snaplen);
  return block(3, join([field(packet.length, 4, endian), captured]), endian);
}

function tcpOf(options: SegmentOptions): Bytes {
  const { from = CLIENT, to = SERVER, sequence = 0, flags = ACK, payload = "" } = options;
  return join([
    field(portOf(from), 2),
    field(portOf(to), 2),
    field(sequence, 4),
    hex("00000000 50"),
    Uint8Array.of(flags),
    hex("ffff 0000 0000"),
    typeof payload === "string" ? new TextEncoder().encode(payload) : payload,
  ]);
}

function portOf(end: string): number {
  return Number(end.slice(end.lastIndexOf(":") + 1));
}

function address(end: string): Bytes {
  return Uint8Array.from(end.slice(0, end.lastIndexOf(":")).split("."), Number);
}
