/** One block size of the pool. */
export interface PoolClassStats {
  readonly blockBytes: number;
  readonly out: number;
}

/** The buffer pool at one moment. */
export interface PoolStats {
  /** Bytes of all blocks. */
  readonly arenaBytes: number;
  /** Bytes of the blocks that are out. */
  readonly bytesOut: number;
  /** The most that ever were out. */
  readonly bytesHighWater: number;
  /** Requests that could not be met. */
  readonly refusals: number;
  /** Whether the reserve is at home. */
  readonly reserveIsHome: boolean;
  readonly classes: readonly PoolClassStats[];
}

const CLASSES_AT = 5;

/** Reads the figures in the order that assembly/pool.ts writes them. */
export function readPoolStats(figures: Int32Array): PoolStats {
  const figure = (i: number): number => figures[i] ?? 0;
  const classes: PoolClassStats[] = [];
  for (let i = CLASSES_AT; i < figures.length; i += 2) {
    classes.push({ blockBytes: figure(i), out: figure(i + 1) });
  }
  return {
    arenaBytes: figure(0),
    bytesOut: figure(1),
    bytesHighWater: figure(2),
    refusals: figure(3),
    reserveIsHome: figure(4) !== 0,
    classes,
  };
}
