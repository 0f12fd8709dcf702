import { Connections } from "./connections.js";
import { CaptureError, type Container, type Packet } from "./container.js";
import type { PassedOver } from "./messages.js";
import { Pcap } from "./pcap.js";
import { Pcapng } from "./pcapng.js";
import { type Passed, segmentOf } from "./segment.js";

/** Bytes read at once. */
const WINDOW_BYTES = 1024 ** 2;
/** Offsets of pieces are kept as they are; larger files would take too long anyway. */
const FILE_BYTES_MAX = 4 * 1024 ** 3;

export interface Scanned {
  readonly connections: Connections;
  readonly packets: number;
  readonly passedOver: PassedOver;
  readonly problem: string | undefined;
}

/** Reads a capture once from front to back; of the packets, only places are kept. */
export class Scan {
  readonly #file: Blob;
  readonly #connections = new Connections();
  readonly #passed: Record<Passed, number> = { link: 0, other: 0, fragment: 0, cut: 0 };
  #packets = 0;
  #unknownLink: number | undefined;

  constructor(file: Blob) {
    this.#file = file;
  }

  /** What was read before a fault counts. */
  async run(onProgress: (read: number) => void): Promise<Scanned> {
    const problem = await this.#readAll(onProgress).catch((error: unknown) => {
      if (error instanceof CaptureError) return error.message;
      throw error;
    });
    const passedOver = { ...this.#passed, tooMany: this.#connections.tooMany };
    const isAllUnknown = this.#packets > 0 && this.#passed.link === this.#packets;
    return {
      connections: this.#connections,
      packets: this.#packets,
      passedOver,
      problem: isAllUnknown ? `packets of link type ${this.#unknownLink} cannot be read` : problem,
    };
  }

  async #readAll(onProgress: (read: number) => void): Promise<string | undefined> {
    const { size } = this.#file;
    if (size > FILE_BYTES_MAX) return "a capture of more than 4 GiB";
    const container = await containerOf(this.#file);
    const onPacket = (packet: Packet): void => this.#take(packet);
    let at = 0;
    let window = WINDOW_BYTES;
    while (at < size) {
      const end = Math.min(size, at + window);
      const view = new DataView(await this.#file.slice(at, end).arrayBuffer());
      const used = container.take(view, at, onPacket);
      if (used === 0 && end === size) break;
      // What does not fit in a window does in a larger one: the formats have limits.
      window = used === 0 ? 2 * window : WINDOW_BYTES;
      if (at + used > size) break;
      at += used;
      onProgress(at);
    }
    return at < size ? `the file ends in the middle of what starts at offset ${at}` : undefined;
  }

  #take(packet: Packet): void {
    ++this.#packets;
    const segment = segmentOf(packet);
    if (typeof segment !== "string") {
      this.#connections.add(segment);
      return;
    }
    if (segment === "link") this.#unknownLink = packet.link;
    ++this.#passed[segment];
  }
}

async function containerOf(file: Blob): Promise<Container> {
  const head = new DataView(await file.slice(0, 4).arrayBuffer());
  const magic = head.getUint32(0);
  if (magic === 0x0a0d0d0a) return new Pcapng();
  return new Pcap(magic === 0xd4c3b2a1 || magic === 0x4d3cb2a1);
}
