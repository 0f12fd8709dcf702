import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { root } from "./consumer.js";

const source = (path: string): Promise<string> => readFile(join(root, path), "utf8");

const text = await source("docs/errors.md");
const errors = await source("src/errors.ts");
const handler = await source("src/engine/handler.ts");

/** The chapters of the document: each one's name, and its sections by code. */
const chapters = new Map(
  text
    .split(/^## /m)
    .slice(1)
    .map((chapter) => {
      const [name = "", ...sections] = chapter.split(/^### /m);
      const byCode = sections.map((section) => {
        const [, code = "", body = ""] = /^`([\w-]+)`\n(.*)$/s.exec(section) ?? [];
        return [code, body] as const;
      });
      return [name.slice(0, name.indexOf("\n")), byCode] as const;
    }),
);

function codesOf(chapter: string): string[] {
  return (chapters.get(chapter) ?? []).map(([code]) => code);
}

/** The words of a union, comments aside. */
function words(union: string): string[] {
  const plain = union.replaceAll(/\/\*\*.*?\*\//gs, "");
  return Array.from(plain.matchAll(/"([\w-]+)"/g), ([, word = ""]) => word);
}

function unionIn(file: string, name: string): string[] {
  const [, union = ""] = new RegExp(`^export type ${name} =(.*?;)$`, "ms").exec(file) ?? [];
  return words(union);
}

describe("docs/errors.md has a heading for", () => {
  it("every error class", () => {
    const classes = Array.from(errors.matchAll(/^export class (\w+)/gm), ([, name]) => name);
    expect(classes).not.toEqual([]);
    expect([...chapters.keys()].filter((name) => name.endsWith("Error"))).toEqual(classes);
  });

  it.each([
    ["ProtocolError", errors, "ProtocolErrorCode"],
    ["EncodeError", errors, "EncodeErrorCode"],
    ["ResourceError", errors, "ResourceErrorCode"],
    ["CloseCode", handler, "CloseCode"],
  ])("every code of %s, and no other", (chapter, file, union) => {
    const codes = unionIn(file, union);
    expect(codes).not.toEqual([]);
    expect(codesOf(chapter)).toEqual(codes);
  });

  it("every reason of connectionDropped, and no other", () => {
    const [, union = ""] =
      /type: "connectionDropped";\s+readonly reason:(.*?);/s.exec(handler) ?? [];
    expect(words(union)).not.toEqual([]);
    expect(codesOf("connectionDropped")).toEqual(words(union));
  });

  it("and says of every code who is at fault, what to do, and an example", () => {
    for (const [code, body] of [...chapters.values()].flat()) {
      for (const label of ["At fault", "What to do", "Example"]) {
        expect(body, code).toContain(`- **${label}:** `);
      }
    }
  });
});
