/**
 * HTTP/1.1 as a codec: requests in, responses out (RFC 9112). `headerBlock()` is no framing for it: there
 * every header has a Content-Length, and the header itself is not delivered.
 *
 * Chunked bodies, trailers and folded header lines are refused, not read; `Expect`, upgrades and
 * compression are nobody's business here. What has to speak all of HTTP uses node:http.
 */
import type { StreamCodec } from "millrace/codec";

export interface HttpRequest {
  readonly method: string;
  readonly target: string;
  /** By lower-case name; those that come again are joined by commas. */
  readonly headers: ReadonlyMap<string, string>;
  readonly body: Uint8Array;
  /** Whether the connection stays for the next request. */
  readonly isKeptAlive: boolean;
}

export interface HttpResponse {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
  /** Whether it answers HEAD: the length is told, the body is not sent. */
  readonly isHead?: boolean;
}

const HEAD_BYTES_MAX = 16_384;
const BODY_BYTES_MAX = 1_048_576;

const REQUEST_LINE = /^([!#$%&'*+.^_`|~\w-]+) (\S+) HTTP\/1\.([01])$/;
const HEADER_LINE = /^([!#$%&'*+.^_`|~\w-]+):[ \t]*(.*?)[ \t]*$/;

const REASONS: Readonly<Record<number, string>> = {
  200: "OK",
  400: "Bad Request",
  404: "Not Found",
  405: "Method Not Allowed",
};

function headersOf(lines: readonly string[]): Map<string, string> {
  const headers = new Map<string, string>();
  for (const line of lines) {
    const [, name, value] = HEADER_LINE.exec(line) ?? [];
    if (name === undefined || value === undefined) throw new RangeError("a header line is none");
    const key = name.toLowerCase();
    const before = headers.get(key);
    headers.set(key, before === undefined ? value : `${before}, ${value}`);
  }
  return headers;
}

/** What is not understood is refused: two ideas of where a body ends let one request hide in another. */
function bodyBytesOf(headers: ReadonlyMap<string, string>): number {
  if (headers.has("transfer-encoding")) throw new RangeError("a body in chunks is not read here");
  const length = headers.get("content-length") ?? "0";
  if (!/^\d{1,9}$/.test(length)) throw new RangeError("a Content-Length is none");
  if (Number(length) > BODY_BYTES_MAX) throw new RangeError("a body is too large");
  return Number(length);
}

export const httpCodec: StreamCodec<HttpRequest, HttpResponse> = {
  maxFrameBytes: HEAD_BYTES_MAX + BODY_BYTES_MAX,

  decode(bytes) {
    const stream = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
    const headBytes = stream.subarray(0, HEAD_BYTES_MAX).indexOf("\r\n\r\n");
    if (headBytes === -1) {
      if (stream.length >= HEAD_BYTES_MAX) throw new RangeError("a header is too large");
      return "incomplete";
    }
    const [first = "", ...rest] = stream.toString("latin1", 0, headBytes).split("\r\n");
    const [, method, target, minor] = REQUEST_LINE.exec(first) ?? [];
    if (method === undefined || target === undefined) throw new RangeError("no request line");
    const headers = headersOf(rest);
    if (minor === "1" && !headers.has("host")) throw new RangeError("a request has no Host");
    const start = headBytes + 4;
    const end = start + bodyBytesOf(headers);
    if (stream.length < end) return "incomplete";
    const options = (headers.get("connection") ?? "").toLowerCase().split(/[ ,]+/);
    const isKeptAlive = minor === "1" && !options.includes("close");
    // The bytes are good until this returns.
    const body = bytes.slice(start, end);
    return { frame: { method, target, headers, body, isKeptAlive }, bytesRead: end };
  },

  encode({ status, headers = {}, body, isHead = false }, target) {
    const lines = [
      `HTTP/1.1 ${status} ${REASONS[status] ?? ""}`,
      `Date: ${new Date().toUTCString()}`,
      `Content-Length: ${body.length}`,
      ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
    ];
    const head = Buffer.from(`${lines.join("\r\n")}\r\n\r\n`, "latin1");
    const sent = isHead ? 0 : body.length;
    if (target.length < head.length + sent) return "insufficient";
    target.set(head);
    if (sent > 0) target.set(body, head.length);
    return head.length + sent;
  },
};
