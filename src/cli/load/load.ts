import { EventLoop, type Framing, lengthPrefixed } from "../../index.js";
import { buffersOut } from "../pool.js";
import { ClientCarrier } from "./client-carrier.js";
import { type Carrier, Lane } from "./lane.js";
import type { LoadOptions, LoadReport } from "./messages.js";
import { DribbleRule, FramePlan, makeNoise } from "./plan.js";
import { SocketCarrier } from "./socket-carrier.js";
import { Verifier } from "./verifier.js";

/** One connection in so many is a plain socket, which can write byte by byte; the first one is. */
const LANES_PER_SOCKET = 4;
/** Milliseconds without a single frame after which those that are out are given up. */
const STALL_MS = 10_000;
const LOOK_MS = 100;

const framing: Framing = lengthPrefixed(4);

function isPlain(lane: number): boolean {
  return lane % LANES_PER_SOCKET === 0;
}

function makeLanes(options: LoadOptions): Lane[] {
  const { frames, connections, seed } = options;
  const noise = makeNoise(seed);
  const dribbling = Math.ceil(connections / LANES_PER_SOCKET);
  return Array.from({ length: connections }, (_, i) => {
    const share = Math.floor(frames / connections) + (i < frames % connections ? 1 : 0);
    return new Lane({
      frames: share,
      dribbles: new DribbleRule(
        connections,
        dribbling,
        isPlain(i) ? i / LANES_PER_SOCKET : undefined,
      ),
      noise,
      plan: new FramePlan(seed, i),
      verifier: new Verifier(new FramePlan(seed, i), noise, share),
    });
  });
}

function connectLane(port: number, lane: Lane, index: number): Promise<Carrier> {
  const kind = isPlain(index) ? SocketCarrier : ClientCarrier;
  return kind.connect(port, framing, lane);
}

/** Tells how far the lanes are; gives all of them up when one has failed or nothing moves any more. */
function watch(lanes: readonly Lane[], onProgress: (frames: number) => void): () => void {
  let before = 0;
  let movedAtMs = performance.now();
  const timer = setInterval(() => {
    const frames = lanes.reduce((sum, lane) => sum + lane.verifier.frames, 0);
    if (frames !== before) movedAtMs = performance.now();
    before = frames;
    onProgress(frames);
    if (performance.now() - movedAtMs > STALL_MS) {
      for (const lane of lanes) lane.fail(`no frame has come back for ${STALL_MS / 1000} s`);
    } else if (lanes.some((lane) => lane.fault !== undefined)) {
      for (const lane of lanes) lane.finish();
    }
  }, LOOK_MS);
  return () => clearInterval(timer);
}

function percentile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
}

function reportOf(lanes: readonly Lane[], seconds: number): LoadReport {
  const sum = (figure: (lane: Lane) => number): number => {
    return lanes.reduce((total, lane) => total + figure(lane), 0);
  };
  const roundTripsMs = lanes.flatMap((lane) => lane.roundTripsMs).sort((a, b) => a - b);
  const faults = lanes.flatMap((lane, i) => {
    const own = [lane.verifier.fault, lane.fault].filter((fault) => fault !== undefined);
    return own.map((fault) => `connection ${i}: ${fault}`);
  });
  return {
    frames: sum((lane) => lane.verifier.frames),
    bytes: sum((lane) => lane.verifier.bytes),
    dribbledFrames: sum((lane) => lane.dribbled),
    seconds,
    p50Ms: percentile(roundTripsMs, 0.5),
    p99Ms: percentile(roundTripsMs, 0.99),
    missingFrames: sum((lane) => lane.verifier.missing),
    wrongFrames: sum((lane) => lane.verifier.wrongFrames),
    wrongBytes: sum((lane) => lane.verifier.wrongBytes),
    buffersOut: buffersOut(EventLoop.default().stats().pool),
    faults,
  };
}

/**
 * Loads an echo server on this machine and verifies what comes back. What goes wrong under way is in
 * the report.
 *
 * @throws NetworkError, or the socket's error, if the server is not to be reached.
 */
export async function runLoad(
  options: LoadOptions,
  onProgress: (frames: number) => void,
): Promise<LoadReport> {
  const lanes = makeLanes(options);
  const connecting = lanes.map((lane, i) => connectLane(options.port, lane, i));
  const carriers = await Promise.all(connecting);
  const startedMs = performance.now();
  const unwatch = watch(lanes, onProgress);
  carriers.forEach((carrier, i) => lanes[i]?.begin(carrier));
  await Promise.all(lanes.map((lane) => lane.finished));
  const seconds = (performance.now() - startedMs) / 1000;
  unwatch();
  await Promise.all(carriers.map((carrier) => carrier.close()));
  return reportOf(lanes, seconds);
}
