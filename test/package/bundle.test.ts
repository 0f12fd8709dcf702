import { rm } from "node:fs/promises";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { esbuild, linkPackage, vite } from "./bundle.js";
import { scratch } from "./consumer.js";

const KIB = 1024;
const EVERYTHING = "test/browser/programs/everything.mjs";

let directory: string;

beforeAll(async () => {
  directory = await scratch();
  await linkPackage(directory);
});

afterAll(() => rm(directory, { recursive: true, force: true }));

describe.each([
  ["esbuild", esbuild],
  ["Vite", vite],
])("all of millrace/codec, bundled for browsers by %s", (_, bundler) => {
  let bundle: string;
  beforeAll(async () => {
    bundle = await bundler(directory, EVERYTHING);
  });

  it("holds everything: nothing is left to be imported", () => {
    expect(bundle).toMatch(/\bFrameDecoder\b/);
    expect(bundle).not.toMatch(/\bimport\s*[("'{*]/);
  });

  it("weighs at most 24 KiB, the wasm core included, compressed", () => {
    expect(gzipSync(bundle, { level: 9 }).length).toBeLessThanOrEqual(24 * KIB);
  });

  it("names nothing of Node", () => {
    expect(bundle).not.toMatch(/\bnode:|\brequire\(|\bprocess\.|\bBuffer\b/);
  });

  it("makes no code of text, which every content security policy forbids", () => {
    expect(bundle).not.toMatch(/\beval\(|\bFunction\(/);
  });
});
