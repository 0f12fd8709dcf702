import type { Framing } from "../../../src/codec.js";
import { hexOf } from "../input/digits.js";
import type { Draft } from "./draft.js";
import { formOf, type FormKind } from "./form.js";

/** The form's values for a framing; undefined if it is one that no form can show. */
export function draftOf(framing: Framing): Draft | undefined {
  switch (framing.kind) {
    case "length-field": {
      const { offset, size, strip } = framing;
      return draft("lengthField", { ...framing, strip: strip === offset + size ? "" : strip });
    }
    case "delimiter": {
      const { stripsCr, keepsEnding, delimiters } = framing;
      if (stripsCr) return draft("lines", { ...framing, keepEnding: keepsEnding });
      const delimiter = delimiters.map((one) => hexOf(one)).join(", ");
      return draft("delimited", { ...framing, delimiter, strip: !keepsEnding });
    }
    case "decimal":
      return draft("decimal", { ...framing, separator: Uint8Array.of(framing.separator) });
    case "varint":
      return draft("varint", { ...framing });
    case "fixed":
      return draft("fixed", { ...framing });
    case "header-block":
      return draft("headerBlock", { ...framing });
    case "raw":
      return draft("raw", {});
    default:
      return undefined;
  }
}

type Options = Readonly<Record<string, number | string | boolean | undefined | object>>;

/** Takes the options that the form asks for, and of these what differs from the defaults. */
function draft(kind: FormKind, options: Options): Draft {
  const values: Record<string, string> = {};
  for (const { name, byDefault } of formOf(kind).fields) {
    const text = textOf(options[name]);
    if (text !== byDefault) values[name] = text;
  }
  return { kind, values };
}

function textOf(value: Options[string]): string {
  if (value instanceof Uint8Array) return hexOf(value);
  return typeof value === "object" || value === undefined ? "" : String(value);
}
