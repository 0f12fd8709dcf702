import { assemble } from "./assemble.js";
import { type Listing, listOf } from "./list.js";
import type { Report, Request } from "./messages.js";
import { Scan } from "./scan.js";

/** A worker has one file all its life. */
let file = new Blob([]);
let listing: Listing = { rows: [], streams: [] };
let current = new AbortController();

function post(report: Report): void {
  self.postMessage(report);
}

function onProgress(read: number): void {
  post({ kind: "progress", read });
}

async function list(): Promise<void> {
  const { connections, packets, passedOver, problem } = await new Scan(file).run(onProgress);
  listing = listOf(connections.all);
  post({ kind: "list", streams: listing.rows, packets, passedOver, problem });
}

async function putTogether(index: number, { signal }: AbortController): Promise<void> {
  const stream = listing.streams[index];
  if (stream === undefined) return;
  const assembled = await assemble(file, stream, signal, onProgress);
  if (assembled !== undefined) post({ kind: "stream", stream: index, ...assembled });
}

self.addEventListener("message", ({ data }: MessageEvent<Request>) => {
  current.abort();
  current = new AbortController();
  if (data.kind === "list") ({ file } = data);
  const work = data.kind === "list" ? list() : putTogether(data.stream, current);
  work.catch((error: unknown) => {
    const problem = error instanceof Error ? error.message : String(error);
    post({ kind: "failed", problem });
  });
});
