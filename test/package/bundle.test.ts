import { rm } from "node:fs/promises";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { esbuild, linkPackage, vite } from "./bundle.js";
import { scratch } from "./consumer.js";

const KIB = 1024;
const FRAMINGS = "test/browser/programs/framings.mjs";
const EVERYTHING = "test/browser/programs/everything.mjs";

/** Bytes of a text as it travels. */
const weight = (text: string): number => gzipSync(text, { level: 9 }).length;

let directory: string;

beforeAll(async () => {
  directory = await scratch();
  await linkPackage(directory);
});

afterAll(() => rm(directory, { recursive: true, force: true }));

const bundlers = [
  ["esbuild", esbuild],
  ["Vite", vite],
] as const;

describe.each(bundlers)("all of millrace/codec, bundled for browsers by %s", (_, bundler) => {
  let bundle: string;
  beforeAll(async () => {
    bundle = await bundler(directory, EVERYTHING);
  });

  it("holds everything: nothing is left to be imported", () => {
    expect(bundle).toMatch(/\bFrameDecoder\b/);
    expect(bundle).not.toMatch(/\bimport\s*[("'{*]/);
  });

  it("weighs at most 24 KiB, the wasm core included, compressed", () => {
    expect(weight(bundle)).toBeLessThanOrEqual(24 * KIB);
  });

  it("reads nothing of as-bind that the build has left out", () => {
    expect(bundle).toMatch(/\b_instantiateSync\b/);
    expect(bundle).not.toMatch(
      /__(newString|newArray|get\w+|instanceof)\b|getTypeSize|_instantiate\(/,
    );
  });

  it("names nothing of Node", () => {
    expect(bundle).not.toMatch(/\bnode:|\brequire\(|\bprocess\.|\bBuffer\b/);
  });

  it("makes no code of text, which every content security policy forbids", () => {
    expect(bundle).not.toMatch(/\beval\(|\bFunction\(/);
  });
});

describe.each(bundlers)("what is not used, %s leaves out", (_, bundler) => {
  it("decoder, encoder and every framing, the wasm core included, weigh at most 19 KiB", async () => {
    expect(weight(await bundler(directory, FRAMINGS))).toBeLessThanOrEqual(19 * KIB);
  });
});
