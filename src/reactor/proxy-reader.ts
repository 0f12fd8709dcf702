import type { Socket } from "node:net";
import { NetworkError } from "../errors.js";
import type { Ends } from "./endpoint.js";
import { networkError } from "./network-error.js";
import { type ProxyHeader, ProxyHeaderParser } from "./proxy-protocol.js";
import type { Early } from "./origin.js";

/** How the header of a connection was read: one of the two is called, once. */
export interface ProxyOutcome {
  /** `ends` are the real ones, undefined where the socket's hold; `early` is what came behind. */
  passed(ends: Ends | undefined, early: Early): void;
  failed(error: NetworkError): void;
}

const NOTHING = new Uint8Array(0);

function malformed(message: string): NetworkError {
  return new NetworkError(`the PROXY header is malformed: ${message}`, "EPROTO");
}

/**
 * Reads the PROXY header of a new socket within `timeoutMs` milliseconds. Without `isRequired` a connection
 * may have none: it is then as if nothing had been read.
 */
export function readProxyHeader(
  socket: Socket,
  isRequired: boolean,
  timeoutMs: number,
  outcome: ProxyOutcome,
): void {
  const parser = new ProxyHeaderParser();
  const settle = (): void => {
    clearTimeout(timer);
    socket.pause();
    socket.off("data", onData).off("end", onEnd).off("error", onError).off("close", onClose);
  };
  const fail = (error: NetworkError): void => {
    settle();
    socket.on("error", () => undefined);
    outcome.failed(error);
  };
  const onData = (chunk: Uint8Array): void => {
    const header = parser.push(chunk);
    if (header !== undefined) answer(header);
  };
  const answer = (header: ProxyHeader): void => {
    if (header.kind === "malformed") {
      fail(malformed(header.message));
    } else if (header.kind === "none" && isRequired) {
      fail(new NetworkError("the PROXY header is missing", "EPROTO"));
    } else {
      settle();
      const ends = header.kind === "header" ? header.ends : undefined;
      outcome.passed(ends, { bytes: header.rest, hasEnded: false });
    }
  };
  /** Nothing more comes, or not in time: it has no header, unless it has begun one. */
  const giveUp = (hasEnded: boolean, error: NetworkError): void => {
    if (isRequired || parser.isCertain) {
      fail(error);
      return;
    }
    settle();
    outcome.passed(undefined, { bytes: parser.kept, hasEnded });
  };
  const onEnd = (): void => giveUp(true, new NetworkError("ended in the PROXY header", "EPROTO"));
  const onError = (error: Error): void => fail(networkError(error));
  const onClose = (): void => fail(new NetworkError("closed in the PROXY header", "ECONNRESET"));
  const late = `the PROXY header took longer than ${timeoutMs} ms`;
  const timer = setTimeout(() => giveUp(false, new NetworkError(late, "ETIMEDOUT")), timeoutMs);
  socket.on("data", onData).on("end", onEnd).on("error", onError).on("close", onClose);
}

/** What came behind a header that a handshake follows: it goes back, for TLS to read. */
export function giveBack(socket: Socket, early: Early | undefined): void {
  const { bytes, hasEnded } = early ?? { bytes: NOTHING, hasEnded: false };
  if (bytes.length > 0 && !hasEnded) socket.unshift(bytes);
}
