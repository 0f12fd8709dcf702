import { defineConfig } from "rolldown";

/** The scenarios of faults without their tests: programs of their own, and the processes they start. */
export default defineConfig({
  input: {
    main: "test/faults/main.ts",
    soak: "test/faults/soak.ts",
    child: "test/faults/child.ts",
  },
  platform: "node",
  transform: { target: "node20" },
  output: { dir: "build/faults", format: "esm", cleanDir: true },
});
