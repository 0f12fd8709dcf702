import type { Field } from "./form.js";

const GIBIBYTE = 1024 ** 3;

export function integer(
  name: string,
  label: string,
  byDefault: number,
  range: readonly [number, number],
  hint = `${range[0]} to ${range[1]}.`,
): Field {
  return { name, label, input: "integer", byDefault: String(byDefault), range, hint };
}

export function flag(name: string, label: string, byDefault: boolean): Field {
  return { name, label, input: "flag", byDefault: String(byDefault) };
}

export function bytes(name: string, label: string, hint: string): Field {
  return { name, label, input: "bytes", byDefault: "", hint: `Hex. ${hint}` };
}

/** What every framing with a limit has. */
export function limits(byDefault: number, hint: string): Field[] {
  return [
    integer("maxFrameBytes", "Most bytes of a frame", byDefault, [0, GIBIBYTE], hint),
    {
      name: "onOversize",
      label: "A larger one",
      input: "choice",
      byDefault: "close",
      choices: ["close", "discard"],
    },
  ];
}

export const ENDIAN: Field = {
  name: "endian",
  label: "Byte order",
  input: "choice",
  byDefault: "big",
  choices: ["big", "little"],
};

export const prefix: Field = bytes(
  "prefix",
  "Prefix",
  "Written for what is stripped before the length.",
);
