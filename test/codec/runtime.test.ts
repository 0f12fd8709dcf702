import { expect, inject, test } from "vitest";

declare module "vitest" {
  interface ProvidedContext {
    /** What the tests of this run are meant to run in. */
    runtime: "node" | "bun" | "deno" | "chromium";
  }
}

const has = (name: string): boolean => Reflect.has(globalThis, name);

/** Bun and Deno have Node's process as well. */
function actualRuntime(): string {
  if (has("Bun")) return "bun";
  if (has("Deno")) return "deno";
  return has("process") && !has("document") ? "node" : "chromium";
}

test("these tests run where their results say they do", () => {
  expect(actualRuntime()).toBe(inject("runtime"));
});
