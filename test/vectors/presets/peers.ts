import { hex } from "../../support/wire.js";
import { type PresetVectors, whole, within } from "./vector.js";

const BITTORRENT = within(
  4,
  0,
  "BEP 3: keep-alive, unchoke, request of a block of 16 KiB",
  hex("00000000"),
  hex("00000001 01"),
  hex("0000000d 06 00000001 00000000 00004000"),
);
/** A length of 19, the name, 8 reserved bytes, the hash of the torrent and the peer's id. */
const HANDSHAKE = hex(
  "13 426974546f7272656e742070726f746f636f6c 0000000000000000" +
    "000102030405060708090a0b0c0d0e0f10111213 2d5452343030302d616263646566676869 6a6b6c",
);

export const peers: PresetVectors = {
  bittorrent: BITTORRENT,
  bittorrentStartup: { ...BITTORRENT, prelude: HANDSHAKE, isDecodeOnly: true },
  bitcoin: whole(
    "Bitcoin: verack of the main network; ping, its checksum the double SHA-256 of the nonce",
    hex("f9beb4d9 76657261636b000000000000 00000000 5df6e0e2"),
    hex("f9beb4d9 70696e670000000000000000 08000000 88ea8176 0094102111e2af4d"),
  ),
  nineP: whole(
    "intro(5): Tversion and Rversion of 9P2000, msize 8192",
    [hex("13000000 64 ffff 00200000 0600"), "9P2000"],
    [hex("13000000 65 ffff 00200000 0600"), "9P2000"],
  ),
  nbdRequests: whole(
    "The NBD protocol: a read of 4,096 bytes, a disconnect",
    hex("25609513 0000 0000 0000000000000001 0000000000000000 00001000"),
    hex("25609513 0000 0002 0000000000000002 0000000000000000 00000000"),
  ),
  minecraft: within(
    1,
    0,
    "Java Edition protocol: a handshake with localhost, a status request",
    hex("0f 00 2f 09 6c6f63616c686f7374 63dd 01"),
    hex("01 00"),
  ),
  sourceRcon: within(
    4,
    0,
    "Source RCON Protocol: SERVERDATA_AUTH of 'passwrd', SERVERDATA_AUTH_RESPONSE",
    hex("11000000 00000000 03000000 70617373777264 00 00"),
    hex("0a000000 00000000 02000000 00 00"),
  ),
};
