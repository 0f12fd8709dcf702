import type { CaptureSnapshot } from "../capture/capture.js";
import { type Format, read } from "../input/text.js";

/** Where the bytes come from. */
export type Input =
  | { readonly kind: "text"; readonly text: string; readonly format: Format }
  | { readonly kind: "file"; readonly file: File };

/** The bytes as a stream to decode, or why there are none. Without a blob, it is on its way. */
export type Source =
  { readonly blob: Blob | undefined; readonly note: string } | { readonly problem: string };

/** What a source depends on: not on the progress of reading. */
export type Captured = Pick<CaptureSnapshot, "phase" | "file" | "chosen" | "stream">;

export function sourceOf(input: Input, capture: Captured): Source {
  if (input.kind === "file") return sourceOfFile(input.file, capture);
  if (input.text.trim() === "") return { blob: new Blob([]), note: "" };
  const result = read(input.text, input.format);
  if ("problem" in result) return result;
  return { blob: new Blob([result.bytes]), note: `read as ${result.format}` };
}

function sourceOfFile(file: File, capture: Captured): Source {
  const { phase, chosen, stream } = capture;
  if (capture.file !== file || phase === "looking") return { blob: undefined, note: "" };
  if (phase === "plain") return { blob: file, note: "" };
  if (phase === "listing") return { problem: "the packets are being read" };
  if (phase === "failed" || chosen < 0) return { problem: "no stream is there" };
  return { blob: stream?.blob, note: "" };
}
