import type { Packet } from "./container.js";
import { isKnownLink, networkOf } from "./network.js";

/** A TCP segment as it lies in a window of the file. */
export interface Segment {
  readonly view: DataView;
  /** Where the addresses are, of 4 or 16 bytes each. */
  readonly sourceAt: number;
  readonly targetAt: number;
  readonly addressBytes: 4 | 16;
  readonly sourcePort: number;
  readonly targetPort: number;
  readonly sequence: number;
  readonly flags: number;
  /** Offset of the payload in the file. */
  readonly at: number;
  /** Bytes of the payload that were captured, and that were sent. */
  readonly captured: number;
  readonly sent: number;
}

/** Why a packet has no segment: another link type, not TCP, a fragment, or its headers were cut off. */
export type Passed = "link" | "other" | "fragment" | "cut";

export const SYN = 2;
export const RST = 4;
export const ACK = 16;

const TCP = 6;
/** Extension headers of IPv6: options, routing, fragment, authentication. */
const HOP_BY_HOP = 0;
const ROUTING = 43;
const FRAGMENT = 44;
const AUTHENTICATION = 51;
const DESTINATION = 60;

/** Where the TCP header starts, and where the IP packet ended before anything was cut off. */
interface Transport {
  readonly sourceAt: number;
  readonly addressBytes: 4 | 16;
  readonly at: number;
  readonly end: number;
}

/** Finds the TCP segment of a packet. Nothing is read behind what was captured. */
export function segmentOf(packet: Packet): Segment | Passed {
  if (!isKnownLink(packet.link)) return "link";
  const ip = networkOf(packet);
  if (ip < 0) return "other";
  const { view, to, base } = packet;
  const version = view.getUint8(ip) >> 4;
  if (version !== 4 && version !== 6) return "other";
  const transport = version === 4 ? inIpv4(view, ip, to) : inIpv6(view, ip, to);
  if (typeof transport === "string") return transport;
  const { sourceAt, addressBytes, at, end } = transport;
  if (at + 20 > to) return "cut";
  const payload = at + 4 * (view.getUint8(at + 12) >> 4);
  if (payload < at + 20 || payload > end) return "other";
  return {
    view,
    sourceAt,
    targetAt: sourceAt + addressBytes,
    addressBytes,
    sourcePort: view.getUint16(at),
    targetPort: view.getUint16(at + 2),
    sequence: view.getUint32(at + 4),
    flags: view.getUint8(at + 13),
    at: base + payload,
    // Short packets are padded by Ethernet: what is behind the IP packet does not count.
    captured: Math.max(0, Math.min(to, end) - payload),
    sent: end - payload,
  };
}

function inIpv4(view: DataView, ip: number, to: number): Transport | Passed {
  if (ip + 20 > to) return "cut";
  if (view.getUint8(ip + 9) !== TCP) return "other";
  // A fragment has an offset, or more fragments behind it.
  if ((view.getUint16(ip + 6) & 0x3fff) !== 0) return "fragment";
  const header = 4 * (view.getUint8(ip) & 0xf);
  if (header < 20) return "other";
  // The length is 0 where the network card cuts what the host sends.
  const end = ip + (view.getUint16(ip + 2) || to - ip);
  return { sourceAt: ip + 12, addressBytes: 4, at: ip + header, end };
}

function inIpv6(view: DataView, ip: number, to: number): Transport | Passed {
  if (ip + 40 > to) return "cut";
  const end = ip + 40 + (view.getUint16(ip + 4) || to - ip - 40);
  let next = view.getUint8(ip + 6);
  let at = ip + 40;
  while (next !== TCP) {
    if (at + 8 > to) return "cut";
    let bytes = 8;
    if (next === FRAGMENT) {
      // One that has neither an offset nor more behind it is whole.
      if ((view.getUint16(at + 2) & 0xfff9) !== 0) return "fragment";
    } else if (next === AUTHENTICATION) bytes = 4 * (view.getUint8(at + 1) + 2);
    else if (next === HOP_BY_HOP || next === ROUTING || next === DESTINATION) {
      bytes = 8 * (view.getUint8(at + 1) + 1);
    } else return "other";
    next = view.getUint8(at);
    at += bytes;
  }
  return { sourceAt: ip + 8, addressBytes: 16, at, end };
}
