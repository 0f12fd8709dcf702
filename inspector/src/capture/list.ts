import { bounded } from "./bounds.js";
import { clientOf, type Connection } from "./connections.js";
import { Gaps, gapsOf } from "./gaps.js";
import type { StreamRow } from "./messages.js";
import type { Stream } from "./reassembly.js";

/** The streams of a capture, each beside the row that stands for it. */
export interface Listing {
  readonly rows: readonly StreamRow[];
  readonly streams: readonly Stream[];
}

/** Lists what has bytes: the connection with most of them first, and its client before its server. */
export function listOf(connections: readonly Connection[]): Listing {
  const all = connections.map((connection) => {
    const pair = pairOf(connection);
    return { pair, bytes: pair.reduce((sum, { row }) => sum + row.bytes, 0) };
  });
  all.sort((one, other) => other.bytes - one.bytes);
  const listed = all.flatMap(({ pair }) => pair).filter(({ row }) => row.bytes > 0);
  return { rows: listed.map(({ row }) => row), streams: listed.map(({ stream }) => stream) };
}

/** The row with most bytes; -1 if there is none. */
export function largestOf(rows: readonly StreamRow[]): number {
  const most = rows.reduce((most, { bytes }) => Math.max(most, bytes), 0);
  return rows.findIndex(({ bytes }) => bytes === most);
}

interface Listed {
  readonly row: StreamRow;
  readonly stream: Stream;
}

function pairOf(connection: Connection): Listed[] {
  const client = clientOf(connection);
  const server = connection.ways[client === 0 ? 1 : 0];
  const { ways } = connection;
  const ordered = client === 0 ? ways : [ways[1], ways[0]];
  return ordered.map((way) => {
    const stream = bounded(way.reassembly.finish());
    const gaps = new Gaps(gapsOf(stream));
    const target = way === ways[0] ? ways[1] : ways[0];
    const row: StreamRow = {
      source: way.source,
      target: target.source,
      serverPort: server.sourcePort,
      isFromClient: way !== server,
      packets: way.packets,
      bytes: stream.length - gaps.bytes,
      missing: gaps.bytes,
      gaps: gaps.length,
      leftOut: stream.leftOut,
      hasStart: stream.hasStart,
    };
    return { row, stream };
  });
}
