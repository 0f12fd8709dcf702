import type { CaptureSnapshot } from "../capture/capture.js";
import type { ByteSource } from "../input/byte-source.js";
import { type Format, read } from "../input/text.js";

/** Where the bytes come from. */
export type Input =
  | { readonly kind: "text"; readonly text: string; readonly format: Format }
  | { readonly kind: "file"; readonly file: File };

/** The bytes as a stream to decode, or why there are none. Without `bytes`, they are on their way. */
export type Source =
  { readonly bytes: ByteSource | undefined; readonly note: string } | { readonly problem: string };

/** What a source depends on: not on the progress of reading. */
export type Captured = Pick<CaptureSnapshot, "phase" | "file" | "chosen" | "stream">;

export function sourceOf(input: Input, capture: Captured): Source {
  if (input.kind === "file") return sourceOfFile(input.file, capture);
  if (input.text.trim() === "") return { bytes: new Blob([]), note: "" };
  const result = read(input.text, input.format);
  if ("problem" in result) return result;
  return { bytes: new Blob([result.bytes]), note: `read as ${result.format}` };
}

function sourceOfFile(file: File, capture: Captured): Source {
  const { phase, chosen, stream } = capture;
  if (capture.file !== file || phase === "looking") return { bytes: undefined, note: "" };
  if (phase === "plain") return { bytes: file, note: "" };
  if (phase === "listing") return { problem: "the packets are being read" };
  if (phase === "failed" || chosen < 0) return { problem: "no stream is there" };
  return { bytes: stream?.source, note: "" };
}
