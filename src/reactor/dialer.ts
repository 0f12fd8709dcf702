import { Socket } from "node:net";
import { NetworkError } from "../errors.js";
import { unixEnds } from "./endpoint.js";
import type { EventLoop } from "./loop.js";
import { type Place, placeName, target } from "./place.js";
import { ReadRelay, Transport, networkError } from "./transport.js";

export interface DialOptions extends Place {
  /** Milliseconds until the attempt is given up. */
  readonly timeoutMs: number;
  readonly signal: AbortSignal | undefined;
}

/**
 * Dials once. `onConnect` gets the transport in the moment it is connected and must open it.
 *
 * @throws NetworkError with the system's code, or `ETIMEDOUT`; the signal's reason if it aborts.
 */
export function dial<Opened>(
  loop: EventLoop,
  options: DialOptions,
  onConnect: (transport: Transport) => Opened,
): Promise<Opened> {
  const { path, noDelay, keepAliveMs, timeoutMs, signal } = options;
  const relay = new ReadRelay(loop);
  const onread = {
    buffer: () => relay.next(),
    callback: (bytes: number, memory: Uint8Array) => relay.received(bytes, memory),
  };
  const socket = new Socket({ allowHalfOpen: true, ...(loop.directReads && { onread }) });
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
      settle();
      try {
        const ends = path === undefined ? undefined : unixEnds(path, false);
        const ownRelay = loop.directReads ? relay : undefined;
        resolve(onConnect(new Transport(loop, socket, ownRelay, ends)));
      } catch (error) {
        fail(error);
      }
    });
    const keepAlive = keepAliveMs > 0;
    const habits = { noDelay, keepAlive, keepAliveInitialDelay: keepAliveMs };
    socket.connect({ ...target(options), ...habits });
  });
}
