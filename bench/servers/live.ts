import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

// The collector is there for contexts made after its flag was set: no switch on the command line needed.
setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;

/** Bytes that a process cannot let go of. */
export interface Live {
  readonly heapBytes: number;
  /** Beside the heap: what buffers hold. */
  readonly externalBytes: number;
}

/** Collects until nothing is left to collect: what is weak goes one turn later than what held it. */
export async function live(): Promise<Live> {
  for (let i = 0; i < 4; ++i) {
    collect();
    await new Promise((resolve) => setImmediate(resolve));
  }
  const { heapUsed, external } = process.memoryUsage();
  return { heapBytes: heapUsed, externalBytes: external };
}
