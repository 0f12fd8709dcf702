import { gapsOf } from "./gaps.js";
import { type Listing, listOf } from "./list.js";
import type { Report, Request } from "./messages.js";
import { Scan } from "./scan.js";

/** A worker has one file all its life. */
let listing: Listing = { rows: [], streams: [] };

function post(report: Report): void {
  self.postMessage(report);
}

async function list(file: Blob): Promise<void> {
  const scan = new Scan(file);
  const scanned = await scan.run((read) => post({ kind: "progress", read }));
  const { connections, packets, passedOver, problem } = scanned;
  listing = listOf(connections.all);
  post({ kind: "list", streams: listing.rows, packets, passedOver, problem });
}

function answer(index: number): void {
  const stream = listing.streams[index];
  if (stream === undefined) return;
  const { length: size, pieces } = stream;
  post({ kind: "stream", index, size, cells: Uint32Array.from(pieces), gaps: gapsOf(stream) });
}

self.addEventListener("message", ({ data }: MessageEvent<Request>) => {
  if (data.kind === "stream") {
    answer(data.index);
    return;
  }
  list(data.file).catch((error: unknown) => {
    const problem = error instanceof Error ? error.message : String(error);
    post({ kind: "failed", problem });
  });
});
