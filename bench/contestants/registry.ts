import { delimited, lengthField, lengthPrefixed, lines, varint } from "millrace/codec";
import type { WireFraming } from "../wire.js";
import { LIMIT_BYTES, type Run } from "./contestant.js";
import { copyOnce } from "./copy-once.js";
import * as cursor from "./cursor.js";
import * as millrace from "./millrace.js";
import { lengthByConcat, linesByConcat } from "./naive.js";
import * as parsers from "./parsers.js";
import * as streams from "./streams.js";

/** Whose code it is. */
export type Party = "millrace" | "by hand" | "npm" | "native" | "bound";

export interface Contestant {
  readonly party: Party;
  /** Absent for those of bench/native. */
  readonly make?: () => Run | Promise<Run>;
  /** The name that bench/native knows it by. */
  readonly native?: string;
  /**
   * How often it copies or reads what it holds of a frame when a further chunk of it comes. Where that
   * would take minutes it is left out, and said so.
   */
  readonly rereads?: number;
}

type Contestants = Readonly<Record<string, Contestant>>;

const limit = { maxFrameBytes: LIMIT_BYTES };
const u32 = lengthPrefixed(4, limit);
const crlf = delimited("\r\n", limit);

/** As the preset, without the header, which pg-protocol takes off as well. */
const copyData = lengthField({ offset: 1, size: 4, adjustment: -4, strip: 5, ...limit });

/** The contestants of each framing: the same bytes for all. */
export const CONTESTANTS: Readonly<Record<WireFraming, Contestants>> = {
  u32: {
    "millrace batch": { party: "millrace", make: () => millrace.batchPath(u32) },
    "millrace Frame": { party: "millrace", make: () => millrace.framePath(u32) },
    "millrace Frame.bytes()": { party: "millrace", make: () => millrace.bytesPath(u32) },
    "cursor, readUInt32BE + subarray": { party: "by hand", make: cursor.lengthByCursor },
    "Buffer.concat": { party: "by hand", make: lengthByConcat, rereads: 1 },
    "frame-stream": { party: "npm", make: streams.frameStream, rereads: 1 },
    "packet-reader": { party: "npm", make: () => parsers.packetReader(0, 0) },
    "tokio-util LengthDelimitedCodec": { party: "native", native: "tokio-u32" },
    "Rust by hand, slices in a table": { party: "native", native: "table-u32" },
    "Rust by hand": { party: "native", native: "hand-u32" },
  },
  varint: {
    "millrace batch": { party: "millrace", make: () => millrace.batchPath(varint(limit)) },
    "millrace Frame": { party: "millrace", make: () => millrace.framePath(varint(limit)) },
    cursor: { party: "by hand", make: cursor.varintByCursor },
    "length-prefixed-stream": { party: "npm", make: streams.lengthPrefixed },
    "it-length-prefixed": { party: "npm", make: parsers.itLengthPrefixed },
    "Rust by hand": { party: "native", native: "hand-varint" },
  },
  lines: {
    "millrace batch": { party: "millrace", make: () => millrace.batchPath(lines(limit)) },
    "millrace Frame": { party: "millrace", make: () => millrace.framePath(lines(limit)) },
    "cursor, indexOf + subarray": { party: "by hand", make: () => cursor.linesByCursor(false) },
    "Buffer.concat": { party: "by hand", make: linesByConcat, rereads: 2 },
    split2: { party: "npm", make: () => streams.splitLines("\n"), rereads: 20 },
    "@serialport/parser-delimiter": {
      party: "npm",
      make: () => streams.serialport("\n"),
      rereads: 2,
    },
    "tokio-util LinesCodec": { party: "native", native: "tokio-lines" },
    "Rust by hand": { party: "native", native: "hand-lines" },
  },
  crlf: {
    "millrace batch": { party: "millrace", make: () => millrace.batchPath(crlf) },
    "millrace Frame": { party: "millrace", make: () => millrace.framePath(crlf) },
    "cursor, indexOf + subarray": { party: "by hand", make: () => cursor.linesByCursor(true) },
    "@serialport/parser-delimiter": {
      party: "npm",
      make: () => streams.serialport("\r\n"),
      rereads: 2,
    },
    split2: { party: "npm", make: () => streams.splitLines("\r\n"), rereads: 20 },
  },
  postgres: {
    "millrace batch": { party: "millrace", make: () => millrace.batchPath(copyData) },
    "millrace Frame": { party: "millrace", make: () => millrace.framePath(copyData) },
    "millrace Frame.bytes()": { party: "millrace", make: () => millrace.bytesPath(copyData) },
    cursor: { party: "by hand", make: cursor.postgresByCursor },
    "pg-protocol": { party: "npm", make: parsers.pgProtocol },
    "packet-reader": { party: "npm", make: () => parsers.packetReader(1, -4) },
  },
  // Its headers are no framing of millrace: what its messages cost beside others of the same payloads.
  websocket: {
    cursor: { party: "by hand", make: cursor.websocketByCursor },
    "ws Receiver": { party: "npm", make: streams.wsReceiver },
  },
};

/** One large frame of a u32 framing in small chunks; copying its bytes once is the bound. */
export const LARGE: Contestants = {
  ...CONTESTANTS.u32,
  "copying the bytes once": { party: "bound", make: copyOnce },
};
