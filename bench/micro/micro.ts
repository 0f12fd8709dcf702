/** Something small, done so often in one run that a clock can tell. */
export interface Micro {
  readonly operations: number;
  /** May answer with the nanoseconds it took, where only a part of it counts. */
  run(): number | Promise<number | void> | void;
}

export type Micros = Readonly<Record<string, Readonly<Record<string, () => Micro>>>>;
