import { describe, expect, test } from "vitest";
import { type JobReport, faultsOf, reportTable } from "../../src/cli/report.js";

const pool = {
  arenaBytes: 64 * 1024 * 1024,
  bytesOut: 0,
  bytesHighWater: 3 * 1024 * 1024,
  refusals: 0,
  reserveIsHome: true,
  classes: [
    { blockBytes: 1280, out: 0 },
    { blockBytes: 5120, out: 0 },
  ],
};

const load = {
  frames: 1000,
  bytes: 5_000_000,
  dribbledFrames: 1,
  seconds: 2,
  p50Ms: 0.125,
  p99Ms: 4,
  missingFrames: 0,
  wrongFrames: 0,
  wrongBytes: 0,
  buffersOut: 0,
  faults: [],
};

const good: JobReport = { load, pool, framesOut: 1000, heapPerFrame: 0.25, serverErrors: [] };

test("the table shows the run in figures", () => {
  const table = reportTable(good);
  for (const row of [
    /│ frames\/s +│ +500 │/,
    /│ MB\/s +│ +2\.5 │/,
    /│ round trip, p50 +│ +0\.1[23] ms │/,
    /│ pool, most ever out +│ +3\.0 of 64\.0 MiB │/,
    /│ JS heap growth per frame +│ +0\.250 bytes │/,
  ]) {
    expect(table).toMatch(row);
  }
});

test("heap growth that could not be measured is a dash", () => {
  expect(reportTable({ ...good, heapPerFrame: undefined })).toMatch(/growth per frame +│ +- │/);
});

describe("a run", () => {
  test("in which all is well has no faults", () => {
    expect(faultsOf(good)).toEqual([]);
  });

  test.each<{ fault: string; report: JobReport }>([
    {
      fault: "wrong frames: 1, with 7 wrong bytes",
      report: { ...good, load: { ...load, wrongFrames: 1, wrongBytes: 7 } },
    },
    {
      fault: "missing frames: 2",
      report: { ...good, framesOut: 998, load: { ...load, frames: 998, missingFrames: 2 } },
    },
    {
      fault: "frames that the server sent: 1,001, got: 1,000",
      report: { ...good, framesOut: 1001 },
    },
    {
      fault: "pool buffers not home: 1",
      report: { ...good, pool: { ...pool, classes: [{ blockBytes: 1280, out: 1 }] } },
    },
    {
      fault: "pool buffers not home: 1",
      report: { ...good, pool: { ...pool, reserveIsHome: false } },
    },
    { fault: "pool buffers not home: 3", report: { ...good, load: { ...load, buffersOut: 3 } } },
    { fault: "the server reported: Error: x", report: { ...good, serverErrors: ["Error: x"] } },
    {
      fault: "connection 0: y",
      report: { ...good, load: { ...load, faults: ["connection 0: y"] } },
    },
  ])("has the fault: $fault", ({ fault, report }) => {
    expect(faultsOf(report)).toEqual([fault]);
  });
});
