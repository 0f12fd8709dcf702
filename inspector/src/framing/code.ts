import type { Framing } from "../../../src/codec.js";
import { type Draft, settingsOf } from "./draft.js";
import { draftOf } from "./from-framing.js";
import { bytesLiteral, literal } from "./literal.js";

/** What is shown as code: the declaration alone, and a program around it. */
export interface Code {
  readonly declaration: string;
  readonly program: string;
}

/** Characters of a declaration that is written in one line. */
const LINE_MAX = 60;

/** A draft as code to copy. @throws as `framingOf` where a value cannot be read. */
export function codeOf(draft: Draft): Code {
  const declaration = declarationOf(draft);
  return { declaration, program: program([draft.kind], declaration) };
}

/** A framing that no form can show, as code to copy. */
export function codeOfFraming(framing: Framing): Code {
  const names = new Set<string>();
  const declaration = spelledOut(framing, names);
  return { declaration, program: program([...names], declaration) };
}

function declarationOf(draft: Draft): string {
  const settings = settingsOf(draft);
  const isArgument = ({ field }: (typeof settings)[number]): boolean =>
    field.isRequired === "argument";
  const parts = settings.filter(isArgument).map(literal);
  const options = settings.filter((setting) => !isArgument(setting));
  if (options.length > 0) {
    const members = options.map((setting) => `${setting.field.name}: ${literal(setting)}`);
    parts.push(`{ ${members.join(", ")} }`);
    const line = `${draft.kind}(${parts.join(", ")})`;
    if (line.length <= LINE_MAX) return line;
    parts[parts.length - 1] = `{\n  ${members.join(",\n  ")},\n}`;
  }
  return `${draft.kind}(${parts.join(", ")})`;
}

function spelledOut(framing: Framing, names: Set<string>): string {
  if (framing.kind !== "stages") {
    const draft = draftOf(framing);
    names.add(draft?.kind ?? framing.kind);
    return draft === undefined ? `${framing.kind}()` : declarationOf(draft);
  }
  names.add("stages");
  const stages = framing.stages.map((stage) => {
    if (!("framing" in stage)) {
      const { skip, content } = stage;
      return `{ skip: ${content.length > 0 ? bytesLiteral(content) : skip} }`;
    }
    const frames =
      stage.frames === Infinity || stage.frames === 1 ? "" : `, frames: ${stage.frames}`;
    const inner = spelledOut(stage.framing, names).replaceAll("\n", "\n  ");
    return `{ framing: ${inner}${frames} }`;
  });
  return `stages([\n  ${stages.join(",\n  ")},\n])`;
}

function program(names: readonly string[], declaration: string): string {
  const imports = ["FrameDecoder", ...names].sort();
  return [
    `import { ${imports.join(", ")} } from "millrace/codec";`,
    "",
    `const decoder = new FrameDecoder(${declaration});`,
    "for await (const chunk of stream) {",
    "  for (const frame of decoder.push(chunk)) console.log(frame.bytes());",
    "}",
  ].join("\n");
}
