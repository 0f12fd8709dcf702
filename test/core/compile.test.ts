import { expect, test } from "vitest";
import { FrameDecoder, initialize, lines } from "../../src/codec.js";
import { wasmBytes } from "../../src/core/bytes.js";
import { forbidden, compilationsOf, withoutCompiling } from "../support/compiling.js";
import { freshCore } from "../support/fresh-core.js";
import { wire } from "../support/wire.js";

// The scenarios follow one another: nothing has been used when the first one begins.

const use = (): void => {
  using decoder = new FrameDecoder(lines());
  expect(decoder.push(wire("text\n")).at(0).text()).toBe("text");
};

test("importing compiles nothing: where it is forbidden, the first use says so", () => {
  withoutCompiling(() => {
    expect(use).toThrow("the core cannot be compiled here: a content security policy needs");
    expect(use).toThrow(expect.objectContaining({ cause: forbidden }));
  });
});

test("the bytes inside the bundle are compiled once, for all cores", () => {
  const compilations = compilationsOf(() => {
    use();
    freshCore();
    freshCore();
    use();
  });
  expect(compilations).toBe(1);
});

test("a module that is given after that comes too late", () => {
  const act = (): void => initialize(new WebAssembly.Module(wasmBytes()));
  expect(act).toThrow('"module" expected to be given before the first use, got one after it');
});
