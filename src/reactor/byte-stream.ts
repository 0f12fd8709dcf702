import type { NetworkError } from "../errors.js";
import type { Endpoint } from "./endpoint.js";
import type { TlsInfo } from "./tls-info.js";
import type { TlsClientOptions, TlsServerOptions } from "./tls.js";

export type { Endpoint } from "./endpoint.js";

/** What a byte stream tells the connection on top of it. */
export interface TransportEvents {
  /** Memory for the next direct read. */
  nextTarget(): Uint8Array;
  /** A direct read brought so many bytes to the start of `memory`; false stops reading. */
  received(bytes: number, memory: Uint8Array): boolean;
  /** A read that was not direct brought this chunk. */
  receivedChunk(chunk: Uint8Array): void;
  /** The peer has sent its FIN: no more bytes. */
  ended(): void;
  /** The oldest write not yet reported has been taken, or else was given up. */
  written(isTaken: boolean): void;
  failed(error: NetworkError): void;
  /** The stream is gone; the last event. */
  closedByTransport(): void;
}

/** What a connection runs on: bytes both ways, of a socket or of anything else that carries them. */
export interface ByteStream {
  /** Takes the stream over; `start` begins to read. Nothing is told before this returns. */
  open(events: TransportEvents): void;
  /** Delivers what the stream had read ahead, and reads on if that is wanted. */
  start(events: TransportEvents, mayRead: boolean): void;
  /** Whether reads can be sent to other memory between two reads. */
  readonly canRedirect: boolean;
  /** Sends the next read to `memory`, whatever was said before, where that is possible. */
  redirect(memory: Uint8Array): void;
  /**
   * Writes bytes that must not change until `written` is told, unless the answer is true: then they have
   * all been taken. Each call is followed by one `written`.
   */
  write(bytes: Uint8Array): boolean;
  /** Bytes handed over that have not been taken: goes down while one large write is under way. */
  readonly queuedBytes: number;
  pause(): void;
  resume(): void;
  /** Sends FIN behind all that was written. */
  end(): void;
  /** Closes at once, telling the peer nothing more. */
  destroy(): void;
  /** Closes at once with RST, where there is such a thing. */
  reset(): void;
  readonly remote: Endpoint | undefined;
  readonly local: Endpoint | undefined;
  /** Whether it has TLS. */
  readonly isSecure?: boolean;
  /** What is known of it, if it has any. */
  readonly tls?: TlsInfo | undefined;
  /**
   * Puts TLS on the stream, where it can have it: what was not delivered is discarded, what is written
   * waits. This is the client of `host`, or of what was dialed, or else the server. Resolves when the stream
   * is secure; if it rejects, `failed` is told as well.
   */
  startTls?(
    options: TlsServerOptions | TlsClientOptions,
    timeoutMs: number,
    host?: string,
  ): Promise<void>;
}
