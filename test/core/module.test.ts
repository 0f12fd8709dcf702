import { describe, expect, test } from "vitest";
import { FrameDecoder, initialize, lines } from "../../src/codec.js";
import { wasmBytes } from "../../src/core/bytes.js";
import { withoutCompiling } from "../support/compiling.js";
import { freshCore } from "../support/fresh-core.js";
import { hex, join, wire } from "../support/wire.js";

// The scenarios follow one another: a runtime is initialized once.

const EMPTY_MODULE = hex("00 61 73 6d 01 00 00 00");
const given = new WebAssembly.Module(wasmBytes());

describe("before the first use, initialize()", () => {
  test.each([
    ["nothing", undefined, "undefined"],
    ["null", null, "null"],
    ["bytes", wasmBytes().subarray(0, 8), "8 bytes"],
    ["another object", {}, "Object"],
  ])("refuses %s", (_, value: unknown, got) => {
    const act = (): void => initialize(value as WebAssembly.Module);
    expect(act).toThrow(TypeError);
    expect(act).toThrow(`"module" expected a WebAssembly.Module, got ${got}`);
  });

  test.each([
    ["that is not millrace's", EMPTY_MODULE],
    ["of another version", join([EMPTY_MODULE, wire(0, 11, 8, "millrace", "77")])],
  ])("refuses a module %s", (_, bytes) => {
    const act = (): void => initialize(new WebAssembly.Module(bytes));
    expect(act).toThrow(TypeError);
    expect(act).toThrow('"module" expected "millrace/core.wasm" of this version, got another');
  });

  test("takes a module, and another one as long as nothing uses the first", () => {
    initialize(new WebAssembly.Module(wasmBytes()));
    initialize(given);
  });
});

test("from then on all cores are made of the given module, and nothing is compiled", () => {
  withoutCompiling(() => {
    using decoder = new FrameDecoder(lines());
    expect(Array.from(decoder.push(wire("one\ntwo\n")), (frame) => frame.text())).toEqual([
      "one",
      "two",
    ]);
    expect(freshCore().describe(0)).toBe(freshCore().describe(0));
  });
});

describe("after the first use, initialize()", () => {
  test("refuses another module: two would be in use", () => {
    const act = (): void => initialize(new WebAssembly.Module(wasmBytes()));
    expect(act).toThrow(TypeError);
    expect(act).toThrow('"module" expected to be given before the first use, got one after it');
  });

  test("takes the same one again", () => {
    initialize(given);
  });
});
