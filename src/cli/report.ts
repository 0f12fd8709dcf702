import Table from "cli-table3";
import type { PoolStats } from "../index.js";
import type { LoadReport } from "./load/messages.js";
import { buffersOut } from "./pool.js";

/** All that a run has found. */
export interface JobReport {
  readonly load: LoadReport;
  /** The server's pool when the server had stopped. */
  readonly pool: PoolStats;
  /** Frames that the server has sent. */
  readonly framesOut: number;
  /** Bytes of JS heap that a frame left behind in the server's process, where it could be measured. */
  readonly heapPerFrame: number | undefined;
  /** Errors that the server reported, a sentence each. */
  readonly serverErrors: readonly string[];
}

const MEGABYTE = 1_000_000;
const MEBIBYTE: number = 1024 * 1024;

function whole(value: number): string {
  return Math.round(value).toLocaleString("en-US");
}

function buffersNotHome({ load, pool }: JobReport): number {
  return load.buffersOut + buffersOut(pool);
}

/** The run as a table. */
export function reportTable(report: JobReport): string {
  const { load, pool, heapPerFrame } = report;
  const { bytesHighWater, arenaBytes } = pool;
  const table = new Table({
    head: ["echo, both ways", ""],
    colAligns: ["left", "right"],
    style: { head: [], border: [] },
  });
  const inMebibytes = (bytes: number): string => (bytes / MEBIBYTE).toFixed(1);
  table.push(
    ["frames", whole(load.frames)],
    ["of them written byte by byte", whole(load.dribbledFrames)],
    ["payload bytes", whole(load.bytes)],
    ["seconds", load.seconds.toFixed(1)],
    ["frames/s", whole(load.frames / load.seconds)],
    ["MB/s", (load.bytes / MEGABYTE / load.seconds).toFixed(1)],
    ["round trip, p50", `${load.p50Ms.toFixed(2)} ms`],
    ["round trip, p99", `${load.p99Ms.toFixed(2)} ms`],
    ["pool, most ever out", `${inMebibytes(bytesHighWater)} of ${inMebibytes(arenaBytes)} MiB`],
    [
      "JS heap growth per frame",
      heapPerFrame === undefined ? "-" : `${heapPerFrame.toFixed(3)} bytes`,
    ],
    ["wrong bytes", whole(load.wrongBytes)],
    ["wrong frames", whole(load.wrongFrames)],
    ["missing frames", whole(load.missingFrames)],
    ["pool buffers not home", whole(buffersNotHome(report))],
  );
  return table.toString();
}

/** What is wrong with a run, a sentence each; nothing if all is well. */
export function faultsOf(report: JobReport): string[] {
  const { load, framesOut, serverErrors } = report;
  const faults = [...load.faults, ...serverErrors.map((error) => `the server reported: ${error}`)];
  const { wrongBytes, wrongFrames, missingFrames } = load;
  if (wrongFrames > 0) {
    faults.push(`wrong frames: ${whole(wrongFrames)}, with ${whole(wrongBytes)} wrong bytes`);
  }
  if (missingFrames > 0) faults.push(`missing frames: ${whole(missingFrames)}`);
  if (missingFrames === 0 && framesOut !== load.frames) {
    faults.push(`frames that the server sent: ${whole(framesOut)}, got: ${whole(load.frames)}`);
  }
  const notHome = buffersNotHome(report);
  if (notHome > 0) faults.push(`pool buffers not home: ${whole(notHome)}`);
  return faults;
}
