import { rolldown } from "rolldown";
import { beforeAll, describe, expect, it } from "vitest";
import { can } from "../support/runtime.js";
import type { Scale } from "./scenario.js";
import { descriptors } from "./scenarios/descriptors.js";
import { scenarios } from "./scenarios/index.js";

/** The processes of scenarios run outside of vitest, from a script of their own. */
const childScript = new URL("../../build/faults-test/child.js", import.meta.url).pathname;
const small: Scale = { pick: (little) => little, childScript };

beforeAll(async () => {
  const bundle = await rolldown({
    input: new URL("child.ts", import.meta.url).pathname,
    platform: "node",
    transform: { target: "node20" },
    logLevel: "warn",
  });
  await bundle.write({ file: childScript, format: "esm", codeSplitting: false });
  await bundle.close();
});

/** What can go wrong here. */
const possible = scenarios.filter((scenario) => can.runOutOfFiles || scenario !== descriptors);

describe("a fault on real sockets:", () => {
  it.each(possible)("$name", async (scenario) => {
    const { sent, received, lost, notHome, skipped } = await scenario.run(small);
    expect({ lost, notHome }).toEqual({ lost: 0, notHome: 0 });
    expect(received).toBe(sent);
    expect(sent > 0 || skipped !== undefined).toBe(true);
  });
});
