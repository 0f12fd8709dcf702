import { hex } from "../../support/wire.js";
import { type PresetVectors, whole, within } from "./vector.js";

const MARKER = hex("ffffffffffffffffffffffffffffffff");
const ORIGIN = hex("00000108 40 00000e 612e746573740000 00000128 40 00000c 74657374");

export const networks: PresetVectors = {
  dns: within(
    2,
    0,
    "dns-packet: a query of example.com A, and its answer",
    hex("001d 0001 0100 0001 0000 0000 0000 07 6578616d706c65 03 636f6d 00 0001 0001"),
    [
      hex("0038 0001 8180 0001 0001 0000 0000 07 6578616d706c65 03 636f6d 00 0001 0001"),
      hex("07 6578616d706c65 03 636f6d 00 0001 0001 0000003c 0004 c0000201"),
    ],
  ),
  bgp: whole(
    "RFC 4271, 4.4 and 4.2: KEEPALIVE, OPEN of AS 64512",
    [MARKER, hex("0013 04")],
    [MARKER, hex("001d 01 04 fc00 00b4 c0000201 00")],
  ),
  bmp: whole(
    "RFC 7854, 4.3 and 4.5: Initiation with a sysName, Termination",
    hex("03 0000000c 04 0002 0002 7231"),
    hex("03 0000000c 05 0001 0002 0000"),
  ),
  diameter: whole(
    "RFC 6733, 5.5: Device-Watchdog-Request of a.test, its answer with 2001",
    [hex("01 000030 80 000118 00000000 00000001 00000001"), ORIGIN],
    [hex("01 00003c 00 000118 00000000 00000001 00000001 0000010c 40 00000c 000007d1"), ORIGIN],
  ),
  radius: whole(
    "RFC 2865, 7.1: Access-Request and Access-Accept of nemo",
    [
      hex("01 00 0038 0f403f9473978057bd83d5cb98f4227a 01 06 6e656d6f"),
      hex("02 12 0dbe708d93d413ce3196e43f782a0aee 04 06 c0a80110 05 06 00000003"),
    ],
    [
      hex(
        "02 00 0026 86fe220e7624ba2a1005f6bf9b55e0b2 06 06 00000001 0f 06 00000000 0e 06 c0a80103",
      ),
    ],
  ),
  openflow: whole(
    "OpenFlow 1.3, 7.5: OFPT_HELLO and OFPT_ECHO_REQUEST",
    hex("04 00 0008 00000001"),
    hex("04 02 0008 00000002"),
  ),
  pcep: whole(
    "RFC 5440, 6.2 and 6.3: Open, Keepalive",
    hex("20 01 000c 01 10 0008 20 1e 78 01"),
    hex("20 02 0004"),
  ),
  stun: whole(
    "RFC 8489, 5: Binding request, and success with XOR-MAPPED-ADDRESS",
    hex("0001 0000 2112a442 b7e7a701bc34d686fa87dfae"),
    hex("0101 000c 2112a442 b7e7a701bc34d686fa87dfae 0020 0008 0001 a147 e112a643"),
  ),
  rtp: within(
    2,
    0,
    "RFC 3550, 5.1 and 6.4.2: an RTP packet with a byte, an empty receiver report",
    hex("000d 80 00 0001 000000a0 deadbeef d5"),
    hex("0008 80 c9 0001 deadbeef"),
  ),
  tpkt: within(
    4,
    0,
    "[MS-RDPBCGR] 4.1.1 and 4.1.2: X.224 Connection Request and Confirm",
    [
      hex("03 00 002c 27 e0 0000 0000 00"),
      "Cookie: mstshash=eltons\r\n",
      hex("01 00 0800 00000000"),
    ],
    hex("03 00 0013 0e d0 0000 1234 00 02 00 0800 00000000"),
  ),
};
