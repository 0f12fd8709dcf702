import type { BlockList, Socket } from "node:net";
import type { Endpoint } from "./endpoint.js";

export type { BlockList } from "node:net";

/** Why an address is not let in. */
export type AddressRefusal = "blocked" | "max-connections-per-address";

/** An IPv4 address that came in over an IPv6 socket is an IPv4 address all the same. */
function plain(address: string): string {
  return address.replace(/^::ffff:(?=\d+\.\d+\.\d+\.\d+$)/i, "");
}

/**
 * Who is let in by address, and how many of one at once. Node's own `blockList` is not looked at by servers
 * before Node 22, and cannot know the address that a proxy tells. Unix sockets have no address: all may in.
 */
export class AddressGate {
  readonly #blockList: BlockList | undefined;
  readonly #placesMax: number;
  readonly #places = new Map<string, number>();

  /** `placesMax` is the most connections of one address at once. */
  constructor(blockList: BlockList | undefined, placesMax: number) {
    this.#blockList = blockList;
    this.#placesMax = placesMax;
  }

  /** Lets a socket in, and takes its place until it has closed; or says why not. */
  enter(remote: Endpoint | undefined, socket: Socket): AddressRefusal | undefined {
    if (remote === undefined || remote.family === "unix") return undefined;
    const address = plain(remote.address);
    const family = address.includes(":") ? "ipv6" : "ipv4";
    if (this.#blockList?.check(address, family) === true) return "blocked";
    if (this.#placesMax === Infinity) return undefined;
    const taken = this.#places.get(address) ?? 0;
    if (taken >= this.#placesMax) return "max-connections-per-address";
    this.#places.set(address, taken + 1);
    socket.once("close", () => this.#leave(address));
    return undefined;
  }

  #leave(address: string): void {
    const taken = this.#places.get(address) ?? 0;
    if (taken > 1) this.#places.set(address, taken - 1);
    else this.#places.delete(address);
  }
}
