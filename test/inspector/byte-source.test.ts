import { expect, test } from "vitest";
import { type Pieces, readBytes } from "../../inspector/src/input/byte-source.js";

/** "grist", three bytes that are nowhere, "mill" in two pieces of which the second comes first in the file. */
const PIECES: Pieces = {
  file: new Blob(["..ll..grist..mi"]),
  cells: Uint32Array.of(0, 6, 5, 8, 13, 2, 10, 2, 2),
  size: 12,
};

async function textOf(from: number, to: number): Promise<string> {
  return new TextDecoder().decode(await readBytes(PIECES, from, to)).replaceAll("\0", "~");
}

test("pieces of a file are read as one stream", async () => {
  expect(await textOf(0, 12)).toBe("grist~~~mill");
});

test("any part of it is read alone", async () => {
  expect(await textOf(3, 9)).toBe("st~~~m");
  expect(await textOf(5, 8)).toBe("~~~");
  expect(await textOf(9, 11)).toBe("il");
  expect(await textOf(11, 99)).toBe("l");
});
