import { describe, expect, test } from "vitest";
import type { Report } from "../../inspector/src/decode/messages.js";
import { Run } from "../../inspector/src/decode/run.js";
import { type Framing, lengthPrefixed, lines, presets } from "../../src/codec.js";
import { hex } from "../support/wire.js";

const MEBIBYTE = 1024 ** 2;

function runOf(framing: Framing, source: Blob): { run: Run; reports: Report[] } {
  const reports: Report[] = [];
  const request = { run: 7, framing, source, wantsBytes: true };
  return { run: new Run(request, (report) => reports.push(report)), reports };
}

/** Where the frames lie: start, payload from, payload to, end. */
async function spans(framing: Framing, bytes: Uint8Array<ArrayBuffer>): Promise<number[][]> {
  const { run, reports } = runOf(framing, new Blob([bytes]));
  await run.start();
  return reports.flatMap((report) => {
    if (report.kind === "end") return [];
    const { length, starts, froms, tos, ends } = report.part;
    return Array.from({ length }, (_, i) => [starts[i], froms[i], tos[i], ends[i]] as number[]);
  });
}

describe("frames are found where they lie in the stream", () => {
  test("behind a length", async () => {
    const found = await spans(lengthPrefixed(2), hex("0002 6869 0000 0001 21"));
    expect(found).toEqual([
      [0, 2, 4, 4],
      [4, 6, 6, 6],
      [6, 8, 9, 9],
    ]);
  });

  test("in front of endings of both lengths", async () => {
    expect(await spans(lines(), hex("6162 0d0a 63 0a"))).toEqual([
      [0, 0, 2, 4],
      [4, 4, 5, 6],
    ]);
  });

  test("behind bytes that are passed over", async () => {
    const bytes = hex("414d515000000901 08 0000 00000000 ce");
    expect(await spans(presets.amqpStartup, bytes)).toEqual([[8, 8, 15, 16]]);
  });

  test("around one that is discarded", async () => {
    const framing = lengthPrefixed(1, { maxFrameBytes: 2, onOversize: "discard" });
    expect(await spans(framing, hex("01 61 03 626364 01 65"))).toEqual([
      [0, 1, 2, 2],
      [6, 7, 8, 8],
    ]);
  });
});

describe("a run", () => {
  test("reports slice by slice, with the bytes, and how it ended", async () => {
    const source = new Blob([new Uint8Array(3 * MEBIBYTE + 1)]);
    const { run, reports } = runOf(lengthPrefixed(4), source);
    await run.start();
    const read = reports.map((report) =>
      report.kind === "slice" ? report.read / MEBIBYTE : "end",
    );
    expect(read).toEqual([1, 2, 3, 3 + 1 / MEBIBYTE, "end"]);
    expect(reports.at(-1)).toMatchObject({
      run: 7,
      fault: { code: "incomplete", offset: 3 * MEBIBYTE },
      problem: undefined,
    });
  });

  test("goes on reading behind a fault, so that all bytes can be seen", async () => {
    const bytes = new Uint8Array(2 * MEBIBYTE).fill(0xff);
    const { run, reports } = runOf(lengthPrefixed(4), new Blob([bytes]));
    await run.start();
    expect(reports).toMatchObject([
      { kind: "slice", fault: { code: "oversize", offset: 0, declared: 0xffff_ffff } },
      { kind: "slice", fault: undefined, read: 2 * MEBIBYTE },
      { kind: "end", fault: undefined },
    ]);
  });

  test("says nothing more once it is cancelled", async () => {
    const { run, reports } = runOf(lines(), new Blob([new Uint8Array(2 * MEBIBYTE)]));
    const ended = run.start();
    run.cancel();
    await ended;
    expect(reports).toEqual([]);
  });

  test("tells of a stream that cannot be read", async () => {
    const source = new Blob(["abc"]);
    source.slice = () => {
      throw new Error("the file has changed");
    };
    const { run, reports } = runOf(lines(), source);
    await run.start();
    expect(reports).toMatchObject([{ kind: "end", problem: "the file has changed" }]);
  });
});
