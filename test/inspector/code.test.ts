import { runInNewContext } from "node:vm";
import { describe, expect, test } from "vitest";
import { codeOf, codeOfFraming } from "../../inspector/src/framing/code.js";
import { type Draft, framingOf } from "../../inspector/src/framing/draft.js";
import { FORM_KINDS, formOf } from "../../inspector/src/framing/form.js";
import { draftOf } from "../../inspector/src/framing/from-framing.js";
import { PRESETS } from "../../inspector/src/framing/presets.js";
import { choiceOf, resolve } from "../../inspector/src/state/choice.js";
import { hashOf, sharedOf } from "../../inspector/src/state/hash.js";
import * as codec from "../../src/codec.js";

const declared = (kind: Draft["kind"], values: Draft["values"] = {}): string =>
  codeOf({ kind, values }).declaration;

/** Runs a declaration as a user's program would. */
function run(declaration: string): unknown {
  return runInNewContext(declaration, { ...codec, Uint8Array });
}

describe("a declaration has only what differs from the defaults", () => {
  test.each<[string, Draft["kind"], Draft["values"]]>([
    ["lengthField()", "lengthField", { offset: "0", endian: "big" }],
    [
      "lengthField({ offset: 1, adjustment: -4, strip: 0 })",
      "lengthField",
      { offset: "1", size: "4", adjustment: "-4", strip: "0" },
    ],
    ["lengthField({ trailer: Uint8Array.of(0xce) })", "lengthField", { trailer: "ce" }],
    ['lengthPrefixed(2, { endian: "little" })', "lengthPrefixed", { size: "2", endian: "little" }],
    [
      `lengthPrefixed(2, {
  endian: "little",
  adjustment: -2,
  maxFrameBytes: 65_536,
})`,
      "lengthPrefixed",
      { size: "2", endian: "little", adjustment: "-2", maxFrameBytes: "65536" },
    ],
    ["varint({ maxBytes: 4 })", "varint", { maxBytes: "4" }],
    ["lines({ keepEnding: true })", "lines", { keepEnding: "true" }],
    ["delimited(0x00)", "delimited", {}],
    ['delimited(["\\r\\n", ";"])', "delimited", { delimiter: '0d0a, ";"' }],
    ['delimited(",", { strip: false })', "delimited", { delimiter: '","', strip: "false" }],
    ["fixed(28)", "fixed", { size: "28" }],
    ['decimal({ separator: ":", trailer: "," })', "decimal", { separator: "3a", trailer: "2c" }],
    ["headerBlock({ maxHeaderBytes: 100 })", "headerBlock", { maxHeaderBytes: "100" }],
    ["raw()", "raw", {}],
  ])("%s", (declaration, kind, values) => {
    expect(declared(kind, values)).toBe(declaration);
    expect(run(declaration)).toEqual(framingOf({ kind, values }));
  });

  test("with an import and a decoder around it", () => {
    expect(codeOf({ kind: "lines", values: {} }).program).toBe(
      `import { FrameDecoder, lines } from "millrace/codec";

const decoder = new FrameDecoder(lines());
for await (const chunk of stream) {
  for (const frame of decoder.push(chunk)) console.log(frame.bytes());
}`,
    );
  });
});

describe("every preset", () => {
  test.each(PRESETS.map(({ name, framing }) => [name, framing] as const))(
    "%s: its code declares it",
    (_name, framing) => {
      expect(run(codeOfFraming(framing).declaration)).toEqual(framing);
    },
  );

  test.each(PRESETS.filter(({ framing }) => framing.kind !== "stages").map(({ name }) => [name]))(
    "%s: its form makes it",
    (name) => {
      const { draft } = choiceOf(name);
      if (draft === undefined) throw new Error("it has no form");
      const framing = framingOf(draft);
      expect(framing).toEqual(PRESETS.find((preset) => preset.name === name)?.framing);
      expect(draftOf(framing)).toEqual(draft);
    },
  );
});

describe("a value that cannot be", () => {
  test.each<[string, Draft["kind"], Draft["values"]]>([
    ["size", "lengthField", { size: "9" }],
    ["offset", "lengthField", { offset: "one" }],
    ["trailer", "lengthField", { trailer: "xy" }],
    ["prefix", "lengthField", { prefix: "00" }],
    ["delimiter", "delimited", { delimiter: '"\\r' }],
    ["separator", "decimal", { separator: '"5"' }],
  ])("is put down to the option %s", (field, kind, values) => {
    const resolved = resolve({ preset: "", draft: { kind, values } });
    expect(resolved).toMatchObject({ field });
  });
});

describe("a link", () => {
  test.each(FORM_KINDS.map((kind) => [kind]))("carries every option of %s", (kind) => {
    const values = Object.fromEntries(formOf(kind).fields.map(({ name }, i) => [name, String(i)]));
    const shared = {
      choice: { preset: "", draft: { kind, values } },
      input: { kind: "text", text: "5a 00\n+/=&", format: "hex" },
    } as const;
    expect(sharedOf(`#${hashOf(shared)}`)).toEqual(shared);
  });

  test("carries the name of a preset alone", () => {
    const shared = { choice: choiceOf("postgres"), input: undefined };
    expect(hashOf(shared)).toBe("preset=postgres");
    expect(sharedOf("preset=postgres")).toEqual(shared);
  });

  test("leaves out what is too long, and names nothing by itself", () => {
    const input = { kind: "text", text: "00".repeat(4096), format: "auto" } as const;
    expect(hashOf({ choice: choiceOf("dns"), input })).toBe("preset=dns");
    expect(sharedOf("")).toBeUndefined();
    expect(sharedOf("#framing=nonsense")).toBeUndefined();
  });
});
