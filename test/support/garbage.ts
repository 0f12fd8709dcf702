import { GCProfiler, getHeapStatistics, setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

setFlagsFromString("--expose-gc");

/** Collects all garbage, now. */
export const collect = runInNewContext("gc") as () => void;

/**
 * Bytes of JS heap that an action allocates, those included that were collected meanwhile: what the
 * heap grew by before its first collection, between each two, and after the last.
 */
export function allocatedBytes(action: () => void): number {
  const profiler = new GCProfiler();
  collect();
  profiler.start();
  let start = getHeapStatistics().used_heap_size;
  action();
  const end = getHeapStatistics().used_heap_size;
  let bytes = 0;
  for (const { beforeGC, afterGC } of profiler.stop().statistics) {
    bytes += beforeGC.heapStatistics.usedHeapSize - start;
    start = afterGC.heapStatistics.usedHeapSize;
  }
  return bytes + end - start;
}
