import type { Packet } from "./container.js";

/** Link types: what the first header of a packet is. */
const NULL = 0;
const ETHERNET = 1;
const LOOP = 108;
const LINUX_COOKED = 113;
const LINUX_COOKED_2 = 276;
/** IP without a header in front: as it should be written, as OpenBSD and others do, and of one version. */
const RAW_IP = [101, 12, 14, 228, 229];

const LINKS = [NULL, ETHERNET, LOOP, LINUX_COOKED, LINUX_COOKED_2, ...RAW_IP];

const IPV4 = 0x0800;
const IPV6 = 0x86dd;
const VLAN_TAGS = [0x8100, 0x88a8, 0x9100];
/** AF_INET6 has a number of its own on Linux, Windows, NetBSD, FreeBSD and Darwin. */
const FAMILIES = [2, 10, 23, 24, 28, 30];

/** Whether packets of this link type can be looked into. */
export function isKnownLink(link: number): boolean {
  return LINKS.includes(link);
}

/** Where the IP header is, with its version at the front; -1 if there is none. */
export function networkOf({ link, view, from, to }: Packet): number {
  if (link === ETHERNET) return behindTags(view, from + 12, from + 14, to);
  if (link === LINUX_COOKED) return behindTags(view, from + 14, from + 16, to);
  if (link === LINUX_COOKED_2) return behindTags(view, from, from + 20, to);
  if (RAW_IP.includes(link)) return from < to ? from : -1;
  if (from + 4 >= to) return -1;
  // The family is in the byte order of the host that captured, or of the network: it is small in one of them.
  const family = Math.min(view.getUint32(from, true), view.getUint32(from));
  return FAMILIES.includes(family) ? from + 4 : -1;
}

/** Passes over VLAN tags: two bytes of tag, then the type of what follows. */
function behindTags(view: DataView, typeAt: number, from: number, to: number): number {
  let at = from;
  if (at >= to) return -1;
  let type = view.getUint16(typeAt);
  while (VLAN_TAGS.includes(type)) {
    if (at + 4 >= to) return -1;
    type = view.getUint16(at + 2);
    at += 4;
  }
  return type === IPV4 || type === IPV6 ? at : -1;
}
