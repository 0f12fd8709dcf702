import { Socket } from "node:net";
import { NetworkError } from "../errors.js";
import { unixEnds } from "./endpoint.js";
import { keepAlive } from "./keep-alive.js";
import type { EventLoop } from "./loop.js";
import { networkError } from "./network-error.js";
import type { Origin } from "./origin.js";
import { type Place, placeName, target } from "./place.js";
import { ReadRelay } from "./read-relay.js";
import { type TlsClientOptions, secure } from "./tls.js";
import { Transport } from "./transport.js";

export interface DialOptions extends Place {
  /** Milliseconds until the attempt is given up. */
  readonly timeoutMs: number;
  readonly signal: AbortSignal | undefined;
  readonly tls: TlsClientOptions | undefined;
  /** Milliseconds that the TLS handshake may take, once connected. */
  readonly handshakeTimeoutMs: number;
}

interface Plug {
  readonly socket: Socket;
  readonly relay?: ReadRelay;
}

/** A socket that reads straight into the loop's zone, if it can and is not to carry TLS. */
function socketFor(loop: EventLoop, isRelayed: boolean): Plug {
  if (!isRelayed) return { socket: new Socket({ allowHalfOpen: true }) };
  const relay = new ReadRelay(loop);
  const onread = {
    buffer: () => relay.next(),
    callback: (bytes: number, memory: Uint8Array) => relay.received(bytes, memory),
  };
  return { socket: new Socket({ allowHalfOpen: true, ...{ onread } }), relay };
}

/**
 * Dials once. `onConnect` gets the transport in the moment it is connected, and secure if it is to be, and
 * must open it.
 *
 * @throws NetworkError with the system's code, or that of TLS, or `ETIMEDOUT`; the signal's reason if it
 * aborts.
 */
export function dial<Opened>(
  loop: EventLoop,
  options: DialOptions,
  onConnect: (transport: Transport) => Opened,
): Promise<Opened> {
  const { path, noDelay, timeoutMs, signal, tls, handshakeTimeoutMs } = options;
  const { socket, relay } = socketFor(loop, loop.directReads && tls === undefined);
  // Behind a path is this machine.
  const host = path === undefined ? options.host : "localhost";
  const ends = path === undefined ? undefined : unixEnds(path, false);
  return new Promise<Opened>((resolve, reject) => {
    const settle = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", onAbort);
      socket.off("error", onError);
    };
    const fail = (reason: unknown): void => {
      settle();
      socket.on("error", () => undefined);
      socket.destroy();
      reject(reason);
    };
    const finish = (connected: Socket, origin: Origin): void => {
      settle();
      try {
        resolve(onConnect(new Transport(loop, connected, { ...origin, ends, host })));
      } catch (error) {
        fail(error);
      }
    };
    const onError = (error: Error): void => fail(networkError(error));
    const onAbort = (): void => fail(signal?.reason);
    const late = `connecting to ${placeName(options)} took longer than ${timeoutMs} ms`;
    const timer = setTimeout(() => fail(new NetworkError(late, "ETIMEDOUT")), timeoutMs);
    if (signal?.aborted === true) {
      fail(signal.reason);
      return;
    }
    signal?.addEventListener("abort", onAbort);
    socket.once("error", onError);
    socket.once("connect", () => {
      keepAlive(socket, options.keepAlive);
      if (tls === undefined) {
        finish(socket, { relay });
        return;
      }
      clearTimeout(timer);
      secure(socket, { isServer: false, options: tls, host }, handshakeTimeoutMs, {
        secured: (secured) => finish(secured, { raw: socket }),
        failed: fail,
      });
    });
    socket.connect({ ...target(options), noDelay });
  });
}
