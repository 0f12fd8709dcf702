import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll } from "vitest";

/** A file with these bytes, for the tests of a file: answers with its path. */
export function withCapture(bytes: () => Uint8Array): () => string {
  let folder = "";
  const path = (): string => join(folder, "capture.bin");
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "millrace-capture-"));
    writeFileSync(path(), bytes());
  });
  afterAll(() => rmSync(folder, { recursive: true }));
  return path;
}
