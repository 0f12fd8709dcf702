import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import * as whole from "as-bind/dist/as-bind.esm.js";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { wasmBytes } from "../../src/core/bytes.js";
import { installConverters } from "../../src/core/converters.js";
import type { ControlExports, RawExports } from "../../src/core/exports.js";
import { withoutUnread } from "../../tools/as-bind-unread.mjs";
import { root, scratch } from "./consumer.js";

type AsBind = typeof whole;

let directory: string;
let code: string;
let lean: AsBind;

beforeAll(async () => {
  directory = await scratch();
  code = await readFile(join(root, "node_modules/as-bind/dist/as-bind.esm.js"), "utf8");
  const file = join(directory, "as-bind.mjs");
  await writeFile(file, withoutUnread(code));
  lean = (await import(pathToFileURL(file).href)) as AsBind;
  installConverters();
  for (const [type, converter] of whole.converters) lean.converters.set(type, converter);
});

afterAll(() => rm(directory, { recursive: true, force: true }));

/** What every control call of a core answers, under its names. */
function answersUnder(asBind: AsBind): unknown {
  const memory = new WebAssembly.Memory({ initial: 4, maximum: 64 });
  const imports = { env: { memory, abort: () => undefined } };
  const bound = asBind.instantiateSync<ControlExports & RawExports>(wasmBytes(), imports);
  const { exports } = bound;
  exports.claim(60, 640 * 1024, 0, 16);
  return {
    // But for the loader's conversions.
    names: Object.keys(exports).filter((name) => !/^__(get|new.|instanceof)/.test(name)),
    texts: [0, -1, -2, -3, -4, -5, -6, -7, -8].map((status) => exports.describeStatus(status)),
    framings: [0, 1].map(() => exports.define(Int32Array.of(0, 100, 0), Uint8Array.of(1, 2))),
    figures: exports.poolFigures(),
  };
}

describe("as-bind, as it is bundled", () => {
  it("has no converters of its own", async () => {
    const fresh = (await import(`${pathToFileURL(directory).href}/as-bind.mjs?fresh`)) as AsBind;
    expect(fresh.converters.size).toBe(0);
  });

  it("answers each control call as the whole of it does", () => {
    expect(answersUnder(lean)).toEqual(answersUnder(whole));
  });

  it("is of no other version: that would not build", () => {
    expect(() => withoutUnread(code.replace("demangle:", "unmangle:"))).toThrow(
      "not once in as-bind",
    );
  });
});
