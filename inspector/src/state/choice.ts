import type { Framing } from "../../../src/codec.js";
import { type Code, codeOf, codeOfFraming } from "../framing/code.js";
import { blamed, type Draft, framingOf } from "../framing/draft.js";
import { draftOf } from "../framing/from-framing.js";
import { presetNamed } from "../framing/presets.js";

/** Which framing is chosen: a preset, or a form that began as one. */
export interface Choice {
  /** Name of the preset; empty if it was changed, or set by hand. */
  readonly preset: string;
  /** Undefined for a preset that no form can show. */
  readonly draft: Draft | undefined;
}

/** A choice as it works, or why it does not. */
export type Resolved =
  | { readonly framing: Framing; readonly code: Code }
  | { readonly problem: string; readonly field: string | undefined };

export const BY_HAND: Choice = { preset: "", draft: { kind: "lengthPrefixed", values: {} } };

export function choiceOf(name: string): Choice {
  const preset = presetNamed(name);
  return preset === undefined ? BY_HAND : { preset: name, draft: draftOf(preset.framing) };
}

export function resolve({ preset, draft }: Choice): Resolved {
  try {
    if (draft !== undefined) return { framing: framingOf(draft), code: codeOf(draft) };
    const framing = presetNamed(preset)?.framing;
    if (framing !== undefined) return { framing, code: codeOfFraming(framing) };
    return { problem: `there is no preset "${preset}"`, field: undefined };
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    return { problem, field: draft && blamed(draft, problem) };
  }
}
