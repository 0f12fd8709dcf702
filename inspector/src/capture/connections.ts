import { formatAddress } from "./address.js";
import { hasPreset } from "./ports.js";
import { Reassembly } from "./reassembly.js";
import { ACK, RST, type Segment, SYN } from "./segment.js";

/** Connections that are told apart; of a scan over the net, there may be more. */
const CONNECTIONS_MAX = 100_000;

/** What one end sent to the other. */
export class Direction {
  readonly source: string;
  readonly sourcePort: number;
  readonly reassembly = new Reassembly();
  packets = 0;

  constructor(source: string, sourcePort: number) {
    this.source = source;
    this.sourcePort = sourcePort;
  }
}

/** Two ends, and what they sent: who was seen first is the first. */
export interface Connection {
  readonly ways: readonly [Direction, Direction];
  /** Which of them asks, if that was seen. */
  client: 0 | 1 | undefined;
}

interface Way {
  readonly connection: Connection;
  readonly index: 0 | 1;
}

/** Gives every segment to its direction of its connection. */
export class Connections {
  /** Packets of connections that were too many. */
  tooMany = 0;
  #all: Connection[] = [];
  /** Whether connections without bytes are worth looking for. */
  #mayMakeRoom = true;
  readonly #ways = new Map<string, Way>();

  get all(): readonly Connection[] {
    return this.#all;
  }

  add(segment: Segment): void {
    const key = keyOf(segment, false);
    const isSyn = (segment.flags & SYN) !== 0;
    let way = this.#ways.get(key);
    if (way !== undefined && isSyn && !take(way, segment)) way = undefined;
    if (way === undefined) {
      if (this.#all.length >= CONNECTIONS_MAX && !this.#makeRoom()) {
        ++this.tooMany;
        return;
      }
      way = this.#open(key, segment);
      if (isSyn) take(way, segment);
    }
    const direction = way.connection.ways[way.index];
    ++direction.packets;
    // What comes with a reset is for people; it is no part of the stream.
    if (segment.sent <= 0 || (segment.flags & RST) !== 0) return;
    const first = isSyn ? (segment.sequence + 1) >>> 0 : segment.sequence;
    direction.reassembly.add(first, segment.at, segment.captured, segment.sent);
  }

  /** Forgets the connections that have no bytes, as those of a scan. */
  #makeRoom(): boolean {
    if (!this.#mayMakeRoom) return false;
    this.#all = this.#all.filter(hasBytes);
    for (const [key, { connection }] of this.#ways) {
      if (!hasBytes(connection)) this.#ways.delete(key);
    }
    this.#mayMakeRoom = this.#all.length < CONNECTIONS_MAX / 2;
    return this.#all.length < CONNECTIONS_MAX;
  }

  /** Ports are used again: what came before stays a connection of its own. */
  #open(key: string, segment: Segment): Way {
    const { view, sourceAt, targetAt, addressBytes, sourcePort, targetPort } = segment;
    const connection: Connection = {
      ways: [
        new Direction(formatAddress(view, sourceAt, addressBytes, sourcePort), sourcePort),
        new Direction(formatAddress(view, targetAt, addressBytes, targetPort), targetPort),
      ],
      client: undefined,
    };
    this.#all.push(connection);
    const way: Way = { connection, index: 0 };
    this.#ways.set(key, way);
    this.#ways.set(keyOf(segment, true), { connection, index: 1 });
    return way;
  }
}

/** The end that asks: who sent the SYN, or who has the port that is not well known, or the higher one. */
export function clientOf({ client, ways: [one, other] }: Connection): 0 | 1 {
  if (client !== undefined) return client;
  const isKnown = hasPreset(one.sourcePort);
  if (isKnown !== hasPreset(other.sourcePort)) return isKnown ? 1 : 0;
  return one.sourcePort < other.sourcePort ? 1 : 0;
}

function hasBytes({ ways }: Connection): boolean {
  return ways.some(({ reassembly }) => !reassembly.isEmpty);
}

/** Takes the SYN of a segment. False if it opens another connection between the same ends. */
function take({ connection, index }: Way, { sequence, flags }: Segment): boolean {
  if (!connection.ways[index].reassembly.synchronize(sequence)) return false;
  const other = index === 0 ? 1 : 0;
  connection.client ??= (flags & ACK) === 0 ? index : other;
  return true;
}

/** Both addresses and ports, in the order of the segment or the other way: two bytes a character. */
function keyOf(segment: Segment, isReversed: boolean): string {
  const { view, sourceAt, targetAt, addressBytes, sourcePort, targetPort } = segment;
  const [from, to] = isReversed ? [targetAt, sourceAt] : [sourceAt, targetAt];
  let key = isReversed
    ? String.fromCharCode(targetPort, sourcePort)
    : String.fromCharCode(sourcePort, targetPort);
  for (let i = 0; i < addressBytes; i += 2) {
    key += String.fromCharCode(view.getUint16(from + i), view.getUint16(to + i));
  }
  return key;
}
