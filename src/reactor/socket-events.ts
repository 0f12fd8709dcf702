import type { Socket } from "node:net";
import type { TransportEvents } from "./byte-stream.js";
import { networkError } from "./network-error.js";

// A socket knows whom to tell, so that all sockets share their listeners: of a connection that is idle
// nothing is kept but what is its own.
const OWNER: unique symbol = Symbol("millrace.owner");

interface OwnedSocket extends Socket {
  [OWNER]?: TransportEvents | undefined;
}

function onData(this: OwnedSocket, chunk: Uint8Array): void {
  this[OWNER]?.receivedChunk(chunk);
}

function onEnd(this: OwnedSocket): void {
  this[OWNER]?.ended();
}

function onError(this: OwnedSocket, error: Error): void {
  this[OWNER]?.failed(networkError(error));
}

function onClose(this: OwnedSocket): void {
  this[OWNER]?.closedByTransport();
}

/** Whom the socket tells of what happens to it. */
export function ownerOf(socket: object): TransportEvents | undefined {
  return (socket as OwnedSocket)[OWNER];
}

/** From now on the socket tells `events` of its reads, if they are direct, and of nothing else. */
export function own(socket: OwnedSocket, events: TransportEvents): void {
  socket[OWNER] = events;
}

/** The socket tells its owner of its end, its errors, and of its reads unless they are direct. */
export function listen(socket: Socket, isDirect: boolean): void {
  if (!isDirect) socket.on("data", onData);
  socket.on("end", onEnd).on("error", onError).on("close", onClose);
}

/** The socket tells nobody any more. */
export function unlisten(socket: Socket): void {
  socket.off("data", onData).off("end", onEnd).off("error", onError).off("close", onClose);
}
