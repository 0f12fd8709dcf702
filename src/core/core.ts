import { InternalError, ResourceError } from "../errors.js";
import type { ControlExports, Declaration, RawExports } from "./exports.js";
import { Ids } from "./ids.js";
import { type Faults, PAGE_BYTES, instantiate } from "./instance.js";
import type { LeakWatch } from "./leaks.js";
import { type PoolStats, readPoolStats } from "./pool.js";
import { ScanResult } from "./result.js";

/** Bytes of the regions whose size does not depend on the options, rounded up. */
const FIXED_BYTES = 768 * 1024;
const SLOT_BYTES = 128;
const POOL_UNIT_BYTES = 1280;

export interface CoreOptions {
  /** Bytes of the buffer pool. */
  readonly arenaBytes: number;
  /** Bytes of the landing zone; 0 for a core without sockets. */
  readonly zoneBytes: number;
  /** Connections or decoders that may be alive at once. */
  readonly slotCount: number;
  /** Number of the loop, 0..31, in the ids of its connections. */
  readonly loop?: number;
  /** Remembers who took what: for debugging. */
  readonly watch?: LeakWatch | undefined;
}

/**
 * One instance of the wasm core: its memory, claimed at start and never grown again, and its two
 * doors. Views of the memory made here stay valid for the core's whole life.
 */
export class Core {
  readonly raw: RawExports;
  readonly memory: Uint8Array<ArrayBuffer>;
  readonly view: DataView<ArrayBuffer>;
  /** The memory as 32-bit cells: frame tables are read here. */
  readonly cells: Int32Array<ArrayBuffer>;
  readonly result: ScanResult;
  readonly ids: Ids;
  readonly zoneAddress: number;
  readonly zone: Uint8Array<ArrayBuffer>;
  readonly tableAddress: number;
  readonly scratchAddress: number;
  readonly #control: ControlExports;
  readonly #faults: Faults;
  readonly #framings = new Map<string, number>();

  /** @throws ResourceError if the memory is not to be had. */
  constructor(options: CoreOptions) {
    const { arenaBytes, zoneBytes, slotCount, loop = 0 } = options;
    const stateBytes = Math.ceil(arenaBytes / POOL_UNIT_BYTES);
    const bytes = FIXED_BYTES + slotCount * SLOT_BYTES + stateBytes + zoneBytes + arenaBytes;
    const pages = Math.ceil(bytes / PAGE_BYTES);
    const instance = reserve(pages);
    this.raw = options.watch?.over(instance.raw, loop) ?? instance.raw;
    this.#faults = instance.faults;
    this.#control = instance.control;
    if (this.raw.claim(pages, arenaBytes, zoneBytes, slotCount) === 0) {
      throw new ResourceError("memory-unavailable", `${bytes} bytes of memory are not to be had`);
    }
    const buffer = instance.memory.buffer;
    this.memory = new Uint8Array(buffer);
    this.view = new DataView(buffer);
    this.cells = new Int32Array(buffer);
    this.result = new ScanResult(this.view, this.raw.resultAddress());
    this.ids = new Ids(this.raw, loop);
    this.zoneAddress = this.raw.zoneAddress();
    this.zone = this.memory.subarray(this.zoneAddress, this.zoneAddress + zoneBytes);
    this.tableAddress = this.raw.tableAddress();
    this.scratchAddress = this.raw.scratchAddress();
  }

  /**
   * The number of the framing that `key` names, declared the first time.
   *
   * @throws ResourceError if the core holds as many framings as it can.
   */
  framing(key: string, declare: () => Declaration): number {
    const known = this.#framings.get(key);
    if (known !== undefined) return known;
    const declaration = declare();
    const framing = this.control((control) => control.define(...declaration));
    if (framing < 0) {
      throw new ResourceError("framings-exhausted", "a core holds 512 different framings");
    }
    this.#framings.set(key, framing);
    return framing;
  }

  /** One call through the control door. */
  control<Value>(call: (control: ControlExports) => Value): Value {
    const value = call(this.#control);
    this.raw.forgetValues();
    return value;
  }

  /**
   * The error with which this core has failed, if it has: an assertion, or the trap given here. Errors
   * of other cores, and of WebAssembly that is not ours, are none.
   */
  faultOf(error: unknown): InternalError | undefined {
    const { fault } = this.#faults;
    return fault === error ? fault : undefined;
  }

  /** Declares the core broken; answers with the error that says so. */
  fail(cause: unknown): InternalError {
    this.#faults.fault ??= new InternalError("the core has failed", cause);
    return this.#faults.fault;
  }

  /** What a result code means, in a sentence. */
  describe(code: number): string {
    return this.control((control) => control.describeStatus(code));
  }

  /** The buffer pool in figures. */
  pool(): PoolStats {
    return this.control((control) => readPoolStats(control.poolFigures()));
  }
}

function reserve(pages: number): ReturnType<typeof instantiate> {
  try {
    return instantiate(pages);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    const message = `${pages * PAGE_BYTES} bytes of memory are not to be had: ${error.message}`;
    throw new ResourceError("memory-unavailable", message);
  }
}
