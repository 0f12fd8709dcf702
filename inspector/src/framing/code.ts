import { type Draft, type Setting, settingsOf, type Value } from "./draft.js";

/** What is shown as code: the declaration alone, and a program around it. */
export interface Code {
  readonly declaration: string;
  readonly program: string;
}

const PLAIN_NAME = /^[A-Za-z_$][\w$]*$/;

/** A draft as code to copy. @throws as `framingOf` where a value cannot be read. */
export function codeOf(draft: Draft): Code {
  const settings = settingsOf(draft);
  const parts = settings.filter(isArgument).map(literal);
  const options = settings.filter((setting) => !isArgument(setting));
  if (options.length > 0) {
    const members = options.map((setting) => `${setting.field.name}: ${literal(setting)}`);
    parts.push(`{ ${members.join(", ")} }`);
  }
  const declaration = `${draft.kind}(${parts.join(", ")})`;
  return { declaration, program: program(draft.kind, declaration) };
}

/** A preset as code to copy. */
export function codeOfPreset(name: string): Code {
  const declaration = PLAIN_NAME.test(name)
    ? `presets.${name}`
    : `presets[${JSON.stringify(name)}]`;
  return { declaration, program: program("presets", declaration) };
}

function program(name: string, declaration: string): string {
  return [
    `import { FrameDecoder, ${name} } from "millrace/codec";`,
    "",
    `const decoder = new FrameDecoder(${declaration});`,
    "for await (const chunk of stream) {",
    "  for (const frame of decoder.push(chunk)) console.log(frame.bytes());",
    "}",
  ].join("\n");
}

function isArgument({ field }: Setting): boolean {
  return field.isRequired === "argument";
}

function literal({ field, value }: Setting): string {
  return field.input === "bytes" ? bytesLiteral(value) : valueLiteral(value);
}

/** Where the library takes a number or a text for a few bytes, it reads better. */
function valueLiteral(value: Value): string {
  if (isList(value)) return `[${value.map(valueLiteral).join(", ")}]`;
  if (!(value instanceof Uint8Array)) return JSON.stringify(value);
  const isText = value.every(
    (byte) => (byte >= 0x20 && byte < 0x7f) || byte === 0xa || byte === 0xd,
  );
  if (isText) return JSON.stringify(String.fromCharCode(...value));
  return value.length === 1 ? hexLiteral(value[0] ?? 0) : bytesLiteral(value);
}

function bytesLiteral(value: Value): string {
  return value instanceof Uint8Array
    ? `Uint8Array.of(${Array.from(value, hexLiteral).join(", ")})`
    : JSON.stringify(value);
}

function hexLiteral(byte: number): string {
  return `0x${byte.toString(16).padStart(2, "0")}`;
}

function isList(value: Value): value is readonly Uint8Array[] {
  return Array.isArray(value);
}
