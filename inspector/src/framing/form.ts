import { ENDIAN, bytes, flag, integer, limits, prefix } from "./fields.js";

/** How one option of a framing is asked for. What is left empty is the library's default. */
export interface Field {
  /** Name of the option, or of the argument. */
  readonly name: string;
  readonly label: string;
  /** `few-bytes` may be given as text too, `bytes-list` is several of them. */
  readonly input: "integer" | "choice" | "flag" | "bytes" | "few-bytes" | "bytes-list";
  /** What the library takes if nothing is given, as text. */
  readonly byDefault: string;
  /** Of a choice. */
  readonly choices?: readonly string[];
  /** Bounds of an integer. */
  readonly range?: readonly [number, number];
  readonly hint?: string;
  /** Written in front of the options, or among them though it has a default here. */
  readonly isRequired?: "argument" | "option";
}

export interface Form {
  readonly label: string;
  readonly summary: string;
  readonly fields: readonly Field[];
}

const KIBIBYTE = 1024;
const MEBIBYTE = 1024 * KIBIBYTE;

const size = integer("size", "Size of the length", 4, [1, 8], "Bytes of it, 1 to 8.");
const offset = integer("offset", "Offset of the length", 0, [0, 255], "Bytes in front of it.");
const adjustment = integer(
  "adjustment",
  "Adjustment",
  0,
  [-(2 ** 31) + 1, 2 ** 31 - 1],
  "Added to the length to get the bytes that follow it.",
);
const strip: Field = {
  ...integer("strip", "Strip", 0, [0, 512], "Taken off the front. Empty: all up to the payload."),
  byDefault: "",
};
const lengthRest: readonly Field[] = [
  ENDIAN,
  adjustment,
  strip,
  flag("signed", "Signed length", false),
  bytes("trailer", "Trailer", "Ends every frame, counted; checked and taken off."),
  prefix,
  ...limits(8 * MEBIBYTE, "Counted from the end of the length."),
];
const delimiter: Field = {
  name: "delimiter",
  label: "Delimiters",
  input: "bytes-list",
  byDefault: "00",
  hint: 'Hex 0d0a or text "\\r\\n"; a comma between several.',
  isRequired: "argument",
};
const separator: Field = {
  name: "separator",
  label: "Separator",
  input: "few-bytes",
  byDefault: '" "',
  hint: 'The byte behind the digits: hex, or text as ":".',
  isRequired: "option",
};

/** The framings that can be set by hand, by the name of their factory. */
const FORMS = {
  lengthField: {
    label: "Length field",
    summary: "A length anywhere in a header, whatever it counts.",
    fields: [offset, size, ...lengthRest],
  },
  lengthPrefixed: {
    label: "Length prefix",
    summary: "A length in front, then so many bytes.",
    fields: [{ ...size, isRequired: "argument" }, ...lengthRest],
  },
  varint: {
    label: "Varint",
    summary: "A length in LEB128: seven bits a byte.",
    fields: [
      offset,
      integer("maxBytes", "Most bytes of the length", 5, [1, 10]),
      adjustment,
      strip,
      prefix,
      ...limits(8 * MEBIBYTE, "Counted from the end of the length."),
    ],
  },
  lines: {
    label: "Lines",
    summary: "Text up to LF or CR LF.",
    fields: [
      flag("keepEnding", "Keep the ending", false),
      ...limits(64 * KIBIBYTE, "The ending is not counted."),
    ],
  },
  delimited: {
    label: "Delimiter",
    summary: "Bytes up to one of some delimiters.",
    fields: [
      delimiter,
      flag("strip", "Take the delimiter off", true),
      ...limits(64 * KIBIBYTE, "The delimiter is not counted."),
    ],
  },
  fixed: {
    label: "Fixed size",
    summary: "Frames of one size.",
    fields: [
      {
        ...integer("size", "Bytes of a frame", 16, [1, 1024 * MEBIBYTE]),
        isRequired: "argument",
      },
    ],
  },
  decimal: {
    label: "Decimal length",
    summary: "A length in digits, a separator, then so many bytes.",
    fields: [
      separator,
      { ...bytes("trailer", "Trailer", "Behind every payload, not counted."), input: "few-bytes" },
      ...limits(8 * MEBIBYTE, "Of a payload."),
    ],
  },
  headerBlock: {
    label: "Header block",
    summary: "Header lines with a Content-Length, then the body.",
    fields: [
      ...limits(8 * MEBIBYTE, "Of a body."),
      integer("maxHeaderBytes", "Most bytes of the header", 8 * KIBIBYTE, [1, 1024 * MEBIBYTE]),
    ],
  },
  raw: { label: "None", summary: "Bytes as they come: a frame a chunk.", fields: [] },
} satisfies Readonly<Record<string, Form>>;

/** The names of the framings that can be set by hand: factories of the library. */
export type FormKind = keyof typeof FORMS;

export const FORM_KINDS = Object.keys(FORMS) as readonly FormKind[];

export function isFormKind(name: string): name is FormKind {
  return Object.hasOwn(FORMS, name);
}

export function formOf(kind: FormKind): Form {
  return FORMS[kind];
}
