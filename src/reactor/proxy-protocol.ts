import { SocketAddress, isIPv4, isIPv6 } from "node:net";
import { type Ends, type Endpoint, unixEndpoint } from "./endpoint.js";

// The PROXY protocol, versions 1 and 2 (haproxy.org, proxy-protocol.txt): who the peer of a proxy really
// is, said once in front of its bytes.
//
//   v1   "PROXY TCP4 <source> <destination> <port> <port>\r\n"     107 bytes at the most; or "UNKNOWN"
//
//   v2   0 signature 12 | 12 version, command | 13 family, transport | 14 length u16 | 16 ends, extras

const V1_SIGNATURE: Buffer = Buffer.from("PROXY ", "latin1");
const V2_SIGNATURE: Buffer = Buffer.from("\r\n\r\n\0\r\nQUIT\n", "latin1");
const V1_BYTES_MAX = 107;
const V2_HEADER_BYTES = 16;
/** Bytes of the two ends by family; the largest is kept, what is behind it is passed over. */
const V2_ENDS_BYTES: Readonly<Record<number, number>> = { 0: 0, 1: 12, 2: 36, 3: 216 };
const KEPT_BYTES_MAX = 232;
const UNIX_PATH_BYTES = 108;
const STREAM = 1;

/** What a connection begins with. */
export type ProxyHeader =
  /** A header: `ends` are the real ones, or undefined where the socket's hold. */
  | { readonly kind: "header"; readonly ends: Ends | undefined; readonly rest: Uint8Array }
  /** No header; `rest` is all that came. */
  | { readonly kind: "none"; readonly rest: Uint8Array }
  | { readonly kind: "malformed"; readonly message: string };

/** Node 20 has no `parse`; what Bun constructs is left as it was written, what it parses is not. */
function parsed(text: string): SocketAddress {
  const parse: unknown = Reflect.get(SocketAddress, "parse");
  const address: unknown =
    typeof parse === "function" ? Reflect.apply(parse, SocketAddress, [`[${text}]:0`]) : undefined;
  if (address instanceof SocketAddress) return address;
  return new SocketAddress({ address: text, family: "ipv6" });
}

/** An end in the form that sockets use, so that an address has one form however it was written. */
function networkEndpoint(text: string, port: number): Endpoint {
  if (!isIPv6(text)) return { address: text, family: "IPv4", port };
  return { address: parsed(text).address, family: "IPv6", port };
}

function malformed(message: string): ProxyHeader {
  return { kind: "malformed", message };
}

function isPort(text: string): boolean {
  return /^(0|[1-9]\d{0,4})$/.test(text) && Number(text) <= 65_535;
}

/** The ends that the line of version 1 names, undefined for UNKNOWN, or what is wrong with it. */
function endsOfLine(line: string): Ends | undefined | string {
  if (line === "PROXY UNKNOWN" || line.startsWith("PROXY UNKNOWN ")) return undefined;
  const [, family = "", source = "", target = "", ...ports] = line.split(" ");
  const isAddress = family === "TCP4" ? isIPv4 : family === "TCP6" ? isIPv6 : undefined;
  if (isAddress === undefined) return `its family is ${JSON.stringify(family)}`;
  if (!isAddress(source) || !isAddress(target)) return `its addresses are not ${family}`;
  const [sourcePort = "", targetPort = ""] = ports;
  if (ports.length !== 2 || !isPort(sourcePort) || !isPort(targetPort)) return "its ports are none";
  return {
    remote: networkEndpoint(source, Number(sourcePort)),
    local: networkEndpoint(target, Number(targetPort)),
  };
}

function ipv4(bytes: Buffer): string {
  return bytes.join(".");
}

function ipv6(bytes: Buffer): string {
  return Array.from({ length: 8 }, (_, i) => bytes.readUInt16BE(2 * i).toString(16)).join(":");
}

function unixPath(bytes: Buffer): Endpoint {
  const end = bytes.indexOf(0);
  return unixEndpoint(bytes.toString("utf8", 0, end < 0 ? bytes.length : end));
}

function endsOfBlock(family: number, block: Buffer): Ends {
  if (family === 3) {
    const local = unixPath(block.subarray(UNIX_PATH_BYTES, 2 * UNIX_PATH_BYTES));
    return { remote: unixPath(block.subarray(0, UNIX_PATH_BYTES)), local };
  }
  const size = family === 1 ? 4 : 16;
  const textOf = family === 1 ? ipv4 : ipv6;
  const source = textOf(block.subarray(0, size));
  const target = textOf(block.subarray(size, 2 * size));
  return {
    remote: networkEndpoint(source, block.readUInt16BE(2 * size)),
    local: networkEndpoint(target, block.readUInt16BE(2 * size + 2)),
  };
}

/** Reads the header of a connection as its bytes come; what it keeps of them is 232 bytes at the most. */
export class ProxyHeaderParser {
  #kept: Buffer = Buffer.alloc(0);
  /** Bytes of the header that were passed over unkept. */
  #passed = 0;

  /** Whether the bytes so far can only be a header: the whole signature has come. */
  get isCertain(): boolean {
    const start = this.#kept;
    const isV1 = start.length >= V1_SIGNATURE.length && start[0] === V1_SIGNATURE[0];
    return isV1 || start.length >= V2_SIGNATURE.length;
  }

  /** What came so far: for a connection that turns out to have no header. */
  get kept(): Uint8Array {
    return this.#kept;
  }

  /** Takes the next bytes; undefined asks for more. After an answer the parser is done. */
  push(chunk: Uint8Array): ProxyHeader | undefined {
    // Byte by byte up to where it is known what it is: headers are short and come once.
    for (let at = 0; at < chunk.length;) {
      const room = this.#room(chunk.length - at);
      const part = chunk.subarray(at, at + room);
      if (this.#kept.length < KEPT_BYTES_MAX) this.#kept = Buffer.concat([this.#kept, part]);
      else this.#passed += room;
      at += room;
      const answer = this.#look(chunk.subarray(at));
      if (answer !== undefined) return answer;
    }
    return undefined;
  }

  /** How many of the next bytes may be taken at once without going beyond the header. */
  #room(available: number): number {
    const taken = this.#kept.length + this.#passed;
    if (taken < V2_HEADER_BYTES || this.#kept[0] !== V2_SIGNATURE[0]) return 1;
    const isKept = this.#kept.length < KEPT_BYTES_MAX;
    const end = V2_HEADER_BYTES + this.#kept.readUInt16BE(14);
    return Math.min(available, (isKept ? Math.min(end, KEPT_BYTES_MAX) : end) - taken);
  }

  #look(rest: Uint8Array): ProxyHeader | undefined {
    const start = this.#kept;
    const signature = start[0] === V2_SIGNATURE[0] ? V2_SIGNATURE : V1_SIGNATURE;
    const length = Math.min(start.length, signature.length);
    if (signature.compare(start, 0, length, 0, length) !== 0) {
      return { kind: "none", rest: Buffer.concat([start, rest]) };
    }
    if (start.length < signature.length) return undefined;
    return signature === V1_SIGNATURE ? this.#lookAtLine(rest) : this.#lookAtBlock(rest);
  }

  #lookAtLine(rest: Uint8Array): ProxyHeader | undefined {
    const line = this.#kept;
    if (line.at(-1) !== 0x0a) {
      return line.length < V1_BYTES_MAX ? undefined : malformed("its line has no end");
    }
    if (line.at(-2) !== 0x0d) return malformed("its line ends without a CR");
    const ends = endsOfLine(line.toString("latin1", 0, line.length - 2));
    return typeof ends === "string" ? malformed(ends) : { kind: "header", ends, rest };
  }

  #lookAtBlock(rest: Uint8Array): ProxyHeader | undefined {
    const start = this.#kept;
    if (start.length < V2_HEADER_BYTES) return undefined;
    const version = start.readUInt8(12) >> 4;
    const command = start.readUInt8(12) & 15;
    const family = start.readUInt8(13) >> 4;
    const transport = start.readUInt8(13) & 15;
    const length = start.readUInt16BE(14);
    if (version !== 2 || command > 1) return malformed(`its command is ${start.readUInt8(12)}`);
    const least = V2_ENDS_BYTES[family];
    const isLocal = command === 0;
    if (!isLocal && (least === undefined || transport > 2)) {
      return malformed(`its family is ${start.readUInt8(13)}`);
    }
    const isNamed = !isLocal && family > 0 && transport === STREAM;
    if (isNamed && length < (least ?? 0)) return malformed(`its length is ${length}`);
    if (start.length + this.#passed < V2_HEADER_BYTES + length) return undefined;
    const ends = isNamed ? endsOfBlock(family, start.subarray(V2_HEADER_BYTES)) : undefined;
    return { kind: "header", ends, rest };
  }
}
