import type { Socket } from "node:net";
import type { TransportEvents } from "./byte-stream.js";
import { ownerOf } from "./socket-events.js";

interface UserBufferHandle {
  useUserBuffer(memory: Uint8Array): void;
}

// A socket that we dial takes `onread`; for one that we accept the same machinery is set up through the
// socket's own symbols (Node 20-26, Deno). They are looked up once, by name, on the first socket seen; a
// runtime without them gives 'data' events and one copy.
interface Symbols {
  readonly buffer: symbol;
  readonly callback: symbol;
  readonly generator: symbol;
}

let symbols: Symbols | null | undefined;

function find(socket: Socket): Symbols | null {
  const own = Object.getOwnPropertySymbols(socket);
  const named = (name: string): symbol | undefined => own.find((s) => s.description === name);
  const buffer = named("kBuffer");
  const callback = named("kBufferCb");
  const generator = named("kBufferGen");
  return buffer && callback && generator ? { buffer, callback, generator } : null;
}

function handleOf(socket: Socket): UserBufferHandle | undefined {
  const handle: unknown = Reflect.get(socket, "_handle");
  if (typeof handle !== "object" || handle === null) return undefined;
  return "useUserBuffer" in handle ? (handle as UserBufferHandle) : undefined;
}

/** Who was told of a read last. */
let lastOwner: TransportEvents | undefined;

function received(this: object, bytes: number, memory: Uint8Array): boolean {
  const owner = ownerOf(this);
  const mayReadOn = owner?.received(bytes, memory) !== false;
  lastOwner = owner;
  return mayReadOn;
}

/** Where the next read lands: asked for right behind `received`, of nobody in particular. */
function next(): Uint8Array | undefined {
  return lastOwner?.nextTarget();
}

/** Makes the kernel read into its owner's memory; false if this runtime cannot. Once per socket. */
export function readDirectly(socket: Socket, owner: TransportEvents): boolean {
  symbols ??= find(socket);
  const handle = handleOf(socket);
  if (symbols === null || handle === undefined) return false;
  const first = owner.nextTarget();
  Reflect.set(socket, symbols.buffer, first);
  Reflect.set(socket, symbols.generator, next);
  Reflect.set(socket, symbols.callback, received);
  handle.useUserBuffer(first);
  return true;
}

/** Sends the next read elsewhere than was said; false if this runtime cannot. Costs about 52 bytes. */
export function redirectRead(socket: Socket, memory: Uint8Array): boolean {
  symbols ??= find(socket);
  const handle = handleOf(socket);
  if (symbols === null || handle === undefined) return false;
  Reflect.set(socket, symbols.buffer, memory);
  handle.useUserBuffer(memory);
  return true;
}

/**
 * Ends direct reads, before TLS is put on the socket: Node then reads for TLS of itself; Deno would go on
 * reading as before, but for an empty buffer.
 */
export function readForTls(socket: Socket): void {
  if (!("deno" in process.versions) || symbols === null || symbols === undefined) return;
  if (Reflect.get(socket, symbols.callback) === null) return;
  for (const key of Object.values(symbols)) Reflect.set(socket, key, null);
  handleOf(socket)?.useUserBuffer(new Uint8Array(0));
}

/** Whether a socket's reads can be redirected here. */
export function canRedirect(socket: Socket): boolean {
  symbols ??= find(socket);
  return symbols !== null;
}
