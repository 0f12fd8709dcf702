import { type Format, read } from "../input/text.js";

/** Where the bytes come from. */
export type Input =
  | { readonly kind: "text"; readonly text: string; readonly format: Format }
  | { readonly kind: "file"; readonly file: File };

/** The bytes as a stream to decode, or why there are none. */
export type Source = { readonly blob: Blob; readonly note: string } | { readonly problem: string };

export function sourceOf(input: Input): Source {
  if (input.kind === "file") return { blob: input.file, note: "" };
  if (input.text.trim() === "") return { blob: new Blob([]), note: "" };
  const result = read(input.text, input.format);
  if ("problem" in result) return result;
  return { blob: new Blob([result.bytes]), note: `read as ${result.format}` };
}
