import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { FrameDecoder, lengthPrefixed } from "../../src/codec.js";
import { sharedCore } from "../../src/codec/shared-core.js";
import { ResourceError } from "../../src/errors.js";
import { freshCore } from "../support/fresh-core.js";
import { wire } from "../support/wire.js";

const file = readFileSync(new URL("../../build/core.wasm", import.meta.url));
const module_ = new WebAssembly.Module(file);

describe("the wasm file", () => {
  test("exports what the two doors need, and nothing else", () => {
    const exports = WebAssembly.Module.exports(module_).map(({ name, kind }) => `${kind} ${name}`);
    const functions = [
      ...["claim", "zoneAddress", "tableAddress", "resultAddress", "scratchAddress"],
      ...["take", "give", "blockBytes"],
      ...["slotTake", "slotGive", "slotGeneration", "slotIs", "slotAge", "slotsTaken"],
      ...[
        "landing",
        "receive",
        "append",
        "quiet",
        "resume",
        "settle",
        "settleInReserve",
        "rehouse",
      ],
      ...["rewind", "unscan", "drop", "forget", "reframe", "held", "unfinished", "scan"],
      ...["bytesBefore", "bytesAfter", "isSealed", "seal", "sealHeader", "forward"],
      ...["define", "describeStatus", "poolFigures", "forgetValues"],
      ...["__new", "__pin", "__unpin", "__collect"],
    ].map((name) => `function ${name}`);
    expect(exports.sort()).toEqual([...functions, "global __rtti_base", "memory memory"].sort());
  });

  test("imports its memory and the failure of an assertion: no I/O, no clock, no chance", () => {
    const imports = WebAssembly.Module.imports(module_).map(
      ({ module, name, kind }) => `${kind} ${module}.${name}`,
    );
    expect(imports.sort()).toEqual(["function env.abort", "memory env.memory"]);
  });

  test("describes its control functions for as-bind", () => {
    const [section] = WebAssembly.Module.customSections(module_, "as-bind_bindings");
    const text = new TextDecoder().decode(section);
    const { exportedFunctions } = JSON.parse(text) as { exportedFunctions: object };
    expect(Object.keys(exportedFunctions)).toEqual(
      expect.arrayContaining(["define", "describeStatus", "poolFigures"]),
    );
  });

  test("is at most 8 KiB, compressed", () => {
    expect(gzipSync(file, { level: 9 }).length).toBeLessThanOrEqual(8 * 1024);
  });
});

describe("the memory", () => {
  test("neither grows nor moves under 10,000 control calls and 100,000 decodes", () => {
    const core = sharedCore();
    const { buffer } = core.memory;
    const { byteLength } = buffer;
    for (let i = 0; i < 10_000; ++i) {
      expect(core.describe(-1 - (i % 5))).toMatch(/^the /);
    }
    using decoder = new FrameDecoder(lengthPrefixed(2));
    const chunk = wire(0, 3, "abc", 0, 2, "de");
    let bytes = 0;
    for (let i = 0; i < 100_000; ++i) {
      for (const frame of decoder.push(chunk)) bytes += frame.length;
    }
    expect(bytes).toBe(500_000);
    for (const view of [core.memory, core.view, core.cells, core.zone]) {
      expect(view.buffer).toBe(buffer);
    }
    expect(buffer.byteLength).toBe(byteLength);
  });

  test("of a control call's values is that of the next one's", () => {
    const core = freshCore();
    const { __new } = core.raw as unknown as { __new(bytes: number, type: number): number };
    const first = __new(64, 0);
    for (let i = 0; i < 3; ++i) {
      core.describe(-1);
      core.pool();
      expect(__new(64, 0)).toBe(first);
      core.describe(-1);
    }
  });

  test("is claimed once", () => {
    const core = freshCore();
    expect(() => core.raw.claim(1, 65_536, 0, 1)).toThrow("memory is claimed once");
  });

  test("that is not to be had is a ResourceError", () => {
    const make = () => freshCore({ arenaBytes: 8 * 1024 ** 3 });
    expect(make).toThrow(ResourceError);
    expect(make).toThrow(expect.objectContaining({ code: "memory-unavailable" }));
  });

  test("of one core is not that of another", () => {
    const cores = [freshCore(), freshCore()] as const;
    const blocks = cores.map((core) => core.raw.take(100));
    expect(blocks[0]).toBe(blocks[1]);
    cores[0].memory.fill(1, blocks[0], Number(blocks[0]) + 100);
    expect(cores[1].memory[Number(blocks[1]) + 50]).toBe(0);
  });
});

describe("figures and texts come through the control door", () => {
  test("each code has a sentence", () => {
    const core = freshCore();
    const texts = [0, -1, -2, -3, -4, -5, -6, -7].map((code) => core.describe(code));
    expect(new Set(texts).size).toBe(8);
    expect(texts[1]).toBe("the frame is larger than maxFrameBytes");
    expect(core.describe(-99)).toBe("unknown status");
  });

  test("a framing is declared once, whoever asks for it", () => {
    const core = freshCore();
    let calls = 0;
    const define = () => {
      return core.framing("key", () => {
        ++calls;
        return [new Int32Array(3), new Uint8Array(0)];
      });
    };
    expect([define(), define(), define()]).toEqual([0, 0, 0]);
    expect(calls).toBe(1);
  });
});
