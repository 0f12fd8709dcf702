import { constants } from "node:os";
import { EventLoop, TcpServer, lengthPrefixed } from "../index.js";
import { HeapProbe } from "./heap.js";
import { LoadProcess } from "./load-process.js";
import { startProgress } from "./progress.js";
import { faultsOf, reportTable } from "./report.js";

export interface JobOptions {
  readonly frames: number;
  readonly connections: number;
  readonly seed: number;
}

/** Of all frames the first tenth warms the machine up. */
const WARM_UP_SHARE = 0.1;
/** The errors that are listed; more of them say nothing new. */
const ERRORS_SHOWN = 6;

/** A signal ended the run. */
class Interruption extends Error {
  readonly exitCode: number;

  constructor(signal: "SIGINT" | "SIGTERM") {
    super(`interrupted by ${signal}`);
    this.exitCode = 128 + constants.signals[signal];
  }
}

/** Calls `onSignal` for Ctrl-C and SIGTERM, until the answer is called. */
function listen(onSignal: (interruption: Interruption) => void): () => void {
  const handlers = (["SIGINT", "SIGTERM"] as const).map((signal) => {
    const handler = (): void => onSignal(new Interruption(signal));
    process.on(signal, handler);
    return { signal, handler };
  });
  return () => {
    for (const { signal, handler } of handlers) process.off(signal, handler);
  };
}

function printFaults(faults: readonly string[]): void {
  for (const fault of faults.slice(0, ERRORS_SHOWN)) console.error(`error: ${fault}`);
  const more = faults.length - ERRORS_SHOWN;
  if (more > 0) console.error(`error: and ${more} more`);
}

/**
 * The main job: an echo server here, a load in a second process that verifies every byte of the echo.
 * Answers the exit code.
 */
export async function runJob(options: JobOptions, script: string): Promise<number> {
  const { frames, connections, seed } = options;
  const loop = new EventLoop();
  const heap = new HeapProbe(Math.ceil(WARM_UP_SHARE * frames));
  const serverErrors: string[] = [];
  const server = new TcpServer(
    { framing: lengthPrefixed(4), loop },
    {
      onFrame: (connection, frame) => {
        heap.count();
        connection.send(frame);
      },
      onError: (_connection, error) => void serverErrors.push(String(error)),
    },
  );
  const { address, port } = await server.start();
  const load = new LoadProcess(script, { port, ...options });
  const unlisten = listen((interruption) => load.fail(interruption));
  const amount = `${frames.toLocaleString("en-US")} frames on ${connections} connections`;
  console.log(
    `millrace echoes on ${address}:${port}; a second process sends ${amount}, seed ${seed}`,
  );
  const progress = startProgress(frames);
  load.onProgress = (done) => progress.update(done);
  try {
    const report = await load.report;
    progress.update(report.frames);
    progress.stop();
    const heapPerFrame = heap.growthPerFrame();
    await server.stop();
    const { loop: stopped, framesOut } = server.stats();
    const job = { load: report, pool: stopped.pool, framesOut, heapPerFrame, serverErrors };
    console.log(reportTable(job));
    const faults = faultsOf(job);
    printFaults(faults);
    if (faults.length === 0) console.log("Every byte came back, in its order.");
    await load.ended();
    return faults.length === 0 ? 0 : 1;
  } catch (error) {
    progress.stop();
    printFaults([error instanceof Error ? error.message : String(error), ...serverErrors]);
    await Promise.all([load.ended(), server.stop({ graceMs: 0 })]);
    return error instanceof Interruption ? error.exitCode : 1;
  } finally {
    unlisten();
  }
}
