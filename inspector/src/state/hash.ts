import { formOf, isFormKind } from "../framing/form.js";
import type { Sample } from "../input/samples.js";
import { isFormat } from "../input/text.js";
import { BY_HAND, type Choice, choiceOf } from "./choice.js";
import type { Input } from "./input.js";

/** Characters of a text that a link carries; a longer one is left out. */
const TEXT_MAX = 4096;

/** What can be shared as a link. */
export interface Shared {
  readonly choice: Choice;
  /** Undefined where the link has no bytes. */
  readonly input: Input | undefined;
}

type SharedText = Shared & { readonly input: Extract<Input, { kind: "text" }> };

/** The part of an address behind the `#`: `framing=lengthField&offset=1&...&bytes=...`. */
export function hashOf({ choice, input }: Shared): string {
  const parameters = new URLSearchParams();
  if (choice.preset !== "") parameters.set("preset", choice.preset);
  else if (choice.draft !== undefined) {
    parameters.set("framing", choice.draft.kind);
    for (const { name } of formOf(choice.draft.kind).fields) {
      const text = choice.draft.values[name] ?? "";
      if (text !== "") parameters.set(name, text);
    }
  }
  if (input?.kind === "text" && input.text.length <= TEXT_MAX) {
    if (input.format !== "auto") parameters.set("as", input.format);
    parameters.set("bytes", input.text);
  }
  return parameters.toString();
}

/** Reads it back; undefined if it names no framing. Unknown names are passed over. */
export function sharedOf(hash: string): Shared | undefined {
  const parameters = new URLSearchParams(hash.replace(/^#/, ""));
  const choice = choiceIn(parameters);
  if (choice === undefined) return undefined;
  const text = parameters.get("bytes");
  const format = parameters.get("as") ?? "auto";
  if (text === null) return { choice, input: undefined };
  return { choice, input: { kind: "text", text, format: isFormat(format) ? format : "auto" } };
}

/** A sample as if a link had named it. */
export function sharedSample({ framing, text, format }: Sample): SharedText {
  const choice = choiceIn(new URLSearchParams(framing)) ?? BY_HAND;
  return { choice, input: { kind: "text", text, format } };
}

function choiceIn(parameters: URLSearchParams): Choice | undefined {
  const preset = parameters.get("preset");
  if (preset !== null) return choiceOf(preset);
  const kind = parameters.get("framing");
  if (kind === null || !isFormKind(kind)) return undefined;
  const values: Record<string, string> = {};
  for (const { name } of formOf(kind).fields) {
    const text = parameters.get(name);
    if (text !== null) values[name] = text;
  }
  return { preset: "", draft: { kind, values } };
}
