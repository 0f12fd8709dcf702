import { Gaps, gapsOf } from "../../inspector/src/capture/gaps.js";
import { listOf } from "../../inspector/src/capture/list.js";
import type { StreamRow } from "../../inspector/src/capture/messages.js";
import { readBytes } from "../../inspector/src/input/byte-source.js";
import { Scan, type Scanned } from "../../inspector/src/capture/scan.js";

export interface CapturedText {
  readonly row: StreamRow;
  /** Bytes as text; what is missing is a `~`. */
  readonly text: string;
}

/** Takes a capture apart as the worker does. */
export async function streamsOf(
  bytes: Uint8Array<ArrayBuffer>,
): Promise<Scanned & { readonly streams: readonly CapturedText[] }> {
  const file = new Blob([bytes]);
  const scanned = await new Scan(file).run(() => undefined);
  const { rows, streams } = listOf(scanned.connections.all);
  const found: CapturedText[] = [];
  for (const [i, row] of rows.entries()) {
    const stream = streams[i];
    if (stream === undefined) continue;
    const { length: size, pieces } = stream;
    const all = await readBytes({ file, cells: Uint32Array.from(pieces), size }, 0, size);
    const gaps = new Gaps(gapsOf(stream));
    const shown = Array.from(all, (byte, at) => (gaps.has(at) ? "~" : String.fromCharCode(byte)));
    found.push({ row, text: shown.join("") });
  }
  return { ...scanned, streams: found };
}

/** The texts of all streams, by who sent them. */
export async function textsOf(bytes: Uint8Array<ArrayBuffer>): Promise<Record<string, string>> {
  const { streams } = await streamsOf(bytes);
  return Object.fromEntries(streams.map(({ row, text }) => [row.source, text]));
}
