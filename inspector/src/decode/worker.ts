import type { Report, RunRequest } from "./messages.js";
import { Run } from "./run.js";

let current: Run | undefined;

/** Hands the arrays over instead of copying them. */
function post(report: Report): void {
  if (report.kind === "end") {
    self.postMessage(report);
    return;
  }
  const { starts, froms, tos, ends } = report.part;
  const transfer = [starts.buffer, froms.buffer, tos.buffer, ends.buffer];
  if (report.bytes !== undefined) transfer.push(report.bytes.buffer);
  self.postMessage(report, { transfer });
}

self.addEventListener("message", (event: MessageEvent<RunRequest | null>) => {
  current?.cancel();
  current = event.data === null ? undefined : new Run(event.data, post);
  void current?.start();
});
