import { subscribe, unsubscribe } from "node:diagnostics_channel";

const CHANNELS = [
  "listening",
  "connectionEstablished",
  "connectionClosed",
  "connectionDropped",
  "frameDiscarded",
  "error",
].map((name) => `millrace:${name}`);

/** Reads figures each 100 ms, and counts what the channels tell. */
export class Watcher {
  readonly #read: () => unknown;
  readonly #hear = (): void => {
    ++this.heard;
  };
  #timer: NodeJS.Timeout | undefined;
  heard = 0;

  constructor(read: () => unknown) {
    this.#read = read;
  }

  watch(): void {
    this.unwatch();
    this.#timer = setInterval(this.#read, 100);
    for (const name of CHANNELS) subscribe(name, this.#hear);
  }

  unwatch(): void {
    clearInterval(this.#timer);
    for (const name of CHANNELS) unsubscribe(name, this.#hear);
  }
}
