import {
  decimal,
  delimited,
  fixed,
  type Framing,
  headerBlock,
  lengthField,
  lengthPrefixed,
  lines,
  raw,
  varint,
} from "../../../src/codec.js";
import { bytesOfHex } from "../input/hex.js";
import { type Field, type FormKind, formOf } from "./form.js";

/** A framing as it stands in the form: text, right or wrong. */
export interface Draft {
  readonly kind: FormKind;
  /** By name of the option; one that is missing or empty is the default. */
  readonly values: Readonly<Record<string, string>>;
}

/** An option as the library takes it. */
export type Value = number | string | boolean | Uint8Array | readonly Uint8Array[];

/** An option or argument that is to be written. */
export interface Setting {
  readonly field: Field;
  readonly value: Value;
}

const FACTORIES: Readonly<Record<FormKind, (...given: never[]) => Framing>> = {
  lengthField,
  lengthPrefixed,
  varint,
  lines,
  delimited,
  fixed,
  decimal,
  headerBlock,
  raw,
};

/** What the form shows for an option. */
export function textOf(draft: Draft, field: Field): string {
  const text = draft.values[field.name]?.trim() ?? "";
  return text === "" ? field.byDefault : text;
}

/** All that has to be written: what differs from the defaults, and what has none. */
export function settingsOf(draft: Draft): Setting[] {
  const isWritten = (field: Field): boolean =>
    field.isRequired !== undefined || textOf(draft, field) !== field.byDefault;
  return formOf(draft.kind)
    .fields.filter(isWritten)
    .map((field) => ({ field, value: valueOf(field, textOf(draft, field)) }));
}

/** @throws TypeError or RangeError of the library, which quote the name of the option. */
export function framingOf(draft: Draft): Framing {
  const settings = settingsOf(draft);
  const given: unknown[] = [];
  const options: Record<string, Value> = {};
  for (const { field, value } of settings) {
    if (field.isRequired === "argument") given.push(value);
    else options[field.name] = value;
  }
  const make = FACTORIES[draft.kind] as (...given: unknown[]) => Framing;
  return make(...given, options);
}

/** The option that a message of the library complains about. */
export function blamed(draft: Draft, message: string): string | undefined {
  const name = /^"(\w+)"/.exec(message)?.[1];
  return formOf(draft.kind).fields.find((field) => field.name === name)?.name;
}

function valueOf(field: Field, text: string): Value {
  switch (field.input) {
    case "integer":
      return Number(text);
    case "flag":
      return text === "true";
    case "choice":
      return text;
    case "bytes":
    case "few-bytes":
      return bytesOf(field.name, text);
    case "bytes-list": {
      // A comma in quotes is text.
      const parts = text.match(/"(?:[^"\\]|\\.)*"|[^,"]+/g) ?? [];
      const all = parts
        .filter((part) => part.trim() !== "")
        .map((part) => bytesOf(field.name, part));
      return all.length === 1 ? (all[0] as Uint8Array) : all;
    }
  }
}

/** Bytes in hex, or text in quotes as JSON has it. */
function bytesOf(name: string, text: string): Uint8Array {
  const trimmed = text.trim();
  if (trimmed.startsWith('"')) {
    const quoted = textIn(trimmed);
    if (quoted !== undefined) return new TextEncoder().encode(quoted);
  } else {
    const parsed = bytesOfHex(trimmed);
    if ("bytes" in parsed) return parsed.bytes;
  }
  throw new RangeError(`"${name}" expected hex such as 0d0a, or text in quotes, got ${trimmed}`);
}

function textIn(quoted: string): string | undefined {
  try {
    return JSON.parse(quoted) as string;
  } catch {
    return undefined;
  }
}
