import { hex } from "../../support/wire.js";
import { type PresetVectors, whole, within } from "./vector.js";

const ALERT = hex("15 0303 0002 01 00");
const CHANGE_CIPHER_SPEC = hex("14 0303 0001 01");
const HTTP2 = whole(
  "RFC 9113, 6.5 and 6.7: SETTINGS, its acknowledgment, PING",
  hex("000006 04 00 00000000 0003 00000064"),
  hex("000000 04 01 00000000"),
  hex("000008 06 00 00000000 0102030405060708"),
);
/** RFC 4253, 7.3 and 11.4, padded to a multiple of 8 bytes: section 6. */
const UNIMPLEMENTED = hex("0000000c 06 03 00000003 000000000000");
const NEWKEYS = hex("0000000c 0a 15 00000000000000000000");
const SSH = within(
  4,
  0,
  "RFC 4253: SSH_MSG_UNIMPLEMENTED, SSH_MSG_NEWKEYS",
  UNIMPLEMENTED,
  NEWKEYS,
);
const VERSION = "SSH-2.0-billsSSH_3.6.3q3";
const XML = `<?xml version="1.0" encoding="UTF-8" standalone="no"?>`;
const EPP = `${XML}<epp xmlns="urn:ietf:params:xml:ns:epp-1.0">`;

/** Header of SMB 2 with this command and message, by [MS-SMB2] 2.2.1.2. */
function smb(command: string, message: string): Uint8Array {
  const front = hex(`fe534d42 4000 0000 00000000 ${command} 0100 00000000 00000000 ${message}`);
  return Uint8Array.from([...front, ...new Uint8Array(32)]);
}

export const security: PresetVectors = {
  tls: whole("RFC 8446: close_notify, a middlebox's change_cipher_spec", ALERT, CHANGE_CIPHER_SPEC),
  tls12: whole("RFC 5246: change_cipher_spec, close_notify", CHANGE_CIPHER_SPEC, ALERT),
  ssh: SSH,
  sshStartup: {
    source: "RFC 4253, 4.2: its example of a version, then packets",
    frames: [...within(0, 2, "", [VERSION, "\r\n"]).frames, ...SSH.frames],
  },
  proxyV1: within(
    0,
    2,
    "The PROXY protocol, 2.1: the examples",
    "PROXY TCP4 255.255.255.255 255.255.255.255 65535 65535\r\n",
    "PROXY UNKNOWN\r\n",
  ),
  proxyV2: whole(
    "The PROXY protocol, 2.2: PROXY over TCP4, LOCAL",
    hex("0d0a0d0a000d0a515549540a 21 11 000c 7f000001 7f000001 d431 01bb"),
    hex("0d0a0d0a000d0a515549540a 20 00 0000"),
  ),
  http2: HTTP2,
  http2Startup: { ...HTTP2, prelude: hex("505249202a20485454502f322e300d0a0d0a534d0d0a0d0a") },
  epp: within(
    4,
    0,
    "RFC 5730, 2.4 and 2.9.1.2: hello, logout",
    [hex("00000074"), `${EPP}<hello/></epp>`],
    [hex("000000a2"), `${EPP}<command><logout/><clTRID>ABC-12345</clTRID></command></epp>`],
  ),
  smb: within(
    4,
    0,
    "[MS-SMB2] 2.2.28 and 2.2.7: ECHO, LOGOFF",
    [hex("00 000044"), smb("0d00", "0100000000000000"), hex("0400 0000")],
    [hex("00 000044"), smb("0200", "0200000000000000"), hex("0400 0000")],
  ),
};
