import type { FrameBatch } from "../codec/batch.js";
import type { Codec, StreamCodec } from "../codec/codec.js";
import type { Frame } from "../codec/frame.js";
import type { Framing } from "../codec/framing.js";
import type { BytesLike } from "../codec/payload.js";
import type { ConnectionId } from "../core/ids.js";
import type { FaultPosition } from "../errors.js";
import type { TlsInfo } from "../reactor/tls-info.js";
import type { Endpoint } from "../reactor/transport.js";

/** Why a connection ended, whoever ended it. */
export type CloseCode =
  /** This side called `close()`, or the server stopped. */
  | "closed"
  /** This side called `abort()`, or a stopping server lost patience. */
  | "aborted"
  /** The peer sent its FIN behind a whole frame. */
  | "ended"
  /** The peer's bytes were no frames. */
  | "protocol-error"
  /** The handler threw, or its promise was rejected. */
  | "handler-error"
  /** The network failed: a reset, most often. */
  | "network-error"
  /** One of the `timeouts` was exceeded. */
  | "timeout"
  /** A bound was reached: the pool, or the outbound bytes. */
  | "resource-error"
  /** The core failed. */
  | "internal-error";

export interface CloseReason {
  readonly code: CloseCode;
  /** What went wrong, if something did. */
  readonly error?: unknown;
}

/** What happens to a server or client besides frames. */
export type NetworkEvent =
  | { readonly type: "listening"; readonly address: Endpoint }
  | {
      readonly type: "connectionEstablished";
      readonly id: ConnectionId;
      readonly remoteAddress: Endpoint | undefined;
    }
  | { readonly type: "connectionClosed"; readonly id: ConnectionId; readonly reason: CloseReason }
  | ({
      /** A frame over the limit that is passed over, under `onOversize: "discard"`. */
      readonly type: "frameDiscarded";
      readonly id: ConnectionId;
    } & FaultPosition)
  | {
      /** A client dials in so many milliseconds, unless `reconnectNow()` is called or it gives up. */
      readonly type: "reconnecting";
      /** 1 for the first attempt after a connection that lasted. */
      readonly attempt: number;
      readonly delayMs: number;
      /** What ended the connection, or the attempt before. */
      readonly error: unknown;
    }
  | {
      /** A connection that was refused before it got an id. */
      readonly type: "connectionDropped";
      readonly reason:
        | "max-connections"
        | "max-connections-per-address"
        | "blocked"
        | "proxy-protocol"
        | "tls-handshake"
        | "slots-exhausted"
        | "internal-error";
      readonly remoteAddress: Endpoint | undefined;
      /** What went wrong with the PROXY header or the TLS handshake. */
      readonly error?: Error;
    };

export interface ConnectionStats {
  readonly framesIn: number;
  readonly bytesIn: number;
  /** Frames over the limit that were passed over. */
  readonly framesDiscarded: number;
  readonly framesOut: number;
  /** Messages that were dropped, under `outboundOverflow: "drop"`. */
  readonly framesDropped: number;
  readonly bytesOut: number;
  /** Bytes of a frame, or of frames not yet delivered, that wait in the pool. */
  readonly heldBytes: number;
  /** Bytes accepted by `send()` that the kernel has not taken. */
  readonly bufferedBytes: number;
}

/** The token of a timer: one may be left out that may be undefined. */
export type TimeoutToken<Timeout> = undefined extends Timeout
  ? [token?: Timeout]
  : [token: Timeout];

/** One connection, as its handler sees it. */
export interface Connection<In = Frame, Out = BytesLike, Session = undefined, Timeout = unknown> {
  /** Never reaches another connection, not even when this one is closed. */
  readonly id: ConnectionId;
  /** What the handler may do beyond this connection. */
  readonly context: ServerContext<Out, In, Session, Timeout>;
  readonly state: "open" | "closing" | "closed";
  /** Whatever `createSession` made for this connection. */
  readonly session: Session;
  /** Settles when the connection is gone. Never rejects. */
  readonly closed: Promise<CloseReason>;
  readonly remoteAddress: Endpoint | undefined;
  readonly localAddress: Endpoint | undefined;
  /** Whether all that is received and sent now goes through TLS. */
  readonly isSecure: boolean;
  /** What was agreed on with the peer, as long as the connection is there; undefined without TLS. */
  readonly tls: TlsInfo | undefined;
  /** Bytes accepted by `send()` that the kernel has not taken. */
  readonly bufferedBytes: number;
  /**
   * Sends one frame. False asks the caller to wait for `onWritable`; the message is sent all the same.
   *
   * @throws ConnectionClosedError once the connection is closing; EncodeError if the framing cannot
   * carry the message; TypeError if it is no message; ResourceError if too much is unsent, under
   * `outboundOverflow: "error"`. In each case nothing of it is sent.
   */
  send(message: Out | Frame): boolean;
  /** Resolves once `send()` would answer true. Rejects with the signal's reason, or on close. */
  writable(options?: { readonly signal?: AbortSignal }): Promise<void>;
  /** Hands what was sent to the kernel at once; resolves when it has all been taken. */
  flush(): Promise<void>;
  /** Delivers no further frames, sends what is buffered and FIN, and waits for the peer's. */
  close(): void;
  /**
   * Closes this direction only: sends what is buffered and FIN, and goes on to deliver frames until the
   * peer's FIN, which closes the connection with reason `closed`. Behind it `send()` throws.
   *
   * @throws ConnectionClosedError once the connection is closing.
   */
  end(): void;
  /** Closes at once with RST; what is buffered is lost. */
  abort(): void;
  /**
   * Delivers no further frames until `resume()`; the peer is slowed down by TCP. In `onBatch`: none behind
   * the batch, or behind its frame `index`.
   *
   * @throws RangeError if there is no frame `index`.
   */
  pause(index?: number): void;
  resume(): void;
  /**
   * Goes on under another framing or codec, from the end of the current frame; in `onBatch`, of frame
   * `index`.
   *
   * @throws ConnectionClosedError once the connection is closing; TypeError if it is neither framing nor
   * codec; RangeError if there is no frame `index`.
   */
  switchTo(format: Framing | Codec<In, Out> | StreamCodec<In, Out>, index?: number): void;
  /**
   * Calls `onTimeout` with this token, once, in `ms` milliseconds (1 to 2^31 - 1). A timer with the same
   * token is replaced.
   *
   * @throws ConnectionClosedError once the connection is closing; TypeError or RangeError if `ms` is no
   * time.
   */
  setTimeout(ms: number, ...token: TimeoutToken<Timeout>): void;
  /** Whether there was a timer with this token. */
  clearTimeout(...token: TimeoutToken<Timeout>): boolean;
  stats(): ConnectionStats;
}

/** What a handler may do beyond its own connection. */
export interface ServerContext<
  Out = BytesLike,
  In = Frame,
  Session = undefined,
  Timeout = unknown,
> {
  /** `sent` below the high-water mark, `queued` above it, `gone` if there is no such connection. */
  sendTo(id: ConnectionId, message: Out | Frame): "sent" | "queued" | "gone";
  /** Sends to all open connections but one; answers to how many. */
  broadcast(message: Out | Frame, options?: { readonly except?: ConnectionId }): number;
  /** Closes a connection gracefully; false if it is gone. */
  closeConnection(id: ConnectionId): boolean;
  connection(id: ConnectionId): Connection<In, Out, Session, Timeout> | undefined;
  readonly connectionCount: number;
}

/** All members are optional. What one throws goes to `onError` and closes its own connection at most. */
export interface Handler<In = Frame, Out = BytesLike, Session = undefined, Timeout = unknown> {
  /** Once, before anything else of this connection. */
  onConnect?(connection: Connection<In, Out, Session, Timeout>): void | Promise<void>;
  /** For each frame, in order. The frame is good until the handler returns. */
  onFrame?(connection: Connection<In, Out, Session, Timeout>, frame: In): void | Promise<void>;
  /** For all frames of a piece at once, before `onFrame`. The batch is good until it returns. */
  onBatch?(
    connection: Connection<In, Out, Session, Timeout>,
    batch: FrameBatch,
  ): void | Promise<void>;
  /** For the bytes as they come, before they are framed. A view, good until the handler returns. */
  onData?(
    connection: Connection<In, Out, Session, Timeout>,
    bytes: Uint8Array,
  ): void | Promise<void>;
  /**
   * Under `allowHalfOpen`, once: the peer has sent its FIN behind the last frame. What is sent still
   * reaches it; `close()` or `end()` closes the connection.
   */
  onEnd?(connection: Connection<In, Out, Session, Timeout>): void | Promise<void>;
  /** Once after each run of `send()` that answered false, when there is room again. */
  onWritable?(connection: Connection<In, Out, Session, Timeout>): void | Promise<void>;
  /** When a timer of the connection has run down. */
  onTimeout?(
    connection: Connection<In, Out, Session, Timeout>,
    token: Timeout,
  ): void | Promise<void>;
  /** For each fault; `null` where it is nobody's connection's. */
  onError?(
    connection: Connection<In, Out, Session, Timeout> | null,
    error: unknown,
  ): void | Promise<void>;
  /** Once, after everything else of this connection. */
  onDisconnect?(
    connection: Connection<In, Out, Session, Timeout>,
    reason: CloseReason,
  ): void | Promise<void>;
  onEvent?(event: NetworkEvent): void | Promise<void>;
}
