import { expect, test } from "vitest";
import type { Core } from "../../src/core/core.js";
import { freshCore } from "../support/fresh-core.js";
import { type Random, runSeed, underSeed } from "../support/random.js";
import { isSame } from "../support/wire.js";

const UNIT = 1_280;
const TOP_UNITS = 256;
const STEPS = 60_000;

/** Units of the block that holds so many bytes: the next power of four. */
function unitsFor(bytes: number): number {
  let units = 1;
  while (units * UNIT < bytes) units *= 4;
  return units;
}

/**
 * The pool as a row of units. Since free siblings are always merged, a block can be had exactly if a
 * place of its size, at a multiple of its size, is free from end to end.
 */
class Model {
  readonly #taken: Uint8Array;

  constructor(units: number) {
    this.#taken = new Uint8Array(units);
  }

  isFree(at: number, units: number): boolean {
    return this.#taken.subarray(at, at + units).every((mark) => mark === 0);
  }

  has(units: number): boolean {
    if (units > TOP_UNITS) return false;
    for (let at = 0; at < this.#taken.length; at += units) {
      if (this.isFree(at, units)) return true;
    }
    return false;
  }

  mark(at: number, units: number, taken: boolean): void {
    this.#taken.fill(taken ? 1 : 0, at, at + units);
  }
}

interface Block {
  readonly address: number;
  readonly units: number;
  readonly stamp: number;
}

/** Writes over the whole block, so that a block that overlaps another would be noticed. */
function stamp(core: Core, { address, units, stamp: value }: Block): void {
  core.memory.fill(value, address, address + units * UNIT);
}

function isIntact(core: Core, { address, units, stamp: value }: Block): boolean {
  const bytes = core.memory.subarray(address, address + units * UNIT);
  return bytes[0] === value && isSame(bytes.subarray(1), bytes.subarray(0, -1));
}

function randomSize(random: Random): number {
  const most = random.pick([UNIT, 4 * UNIT, 16 * UNIT, 64 * UNIT, TOP_UNITS * UNIT + 1]);
  return random.integer(0, most);
}

test(`${STEPS} random takes and gives: what the model says, and all merged at the end`, () => {
  underSeed(runSeed(), (random) => {
    const core = freshCore({ arenaBytes: 3 * TOP_UNITS * UNIT });
    const arena = Math.min(...Array.from({ length: 3 }, () => core.raw.take(TOP_UNITS * UNIT)));
    for (let i = 0; i < 3; ++i) core.raw.give(arena + i * TOP_UNITS * UNIT);
    const model = new Model(3 * TOP_UNITS);
    const out: Block[] = [];
    const giveBack = (at: number): void => {
      const [block] = out.splice(at, 1);
      if (block === undefined) return;
      if (!isIntact(core, block)) throw new Error(`the block at ${block.address} was written to`);
      core.raw.give(block.address);
      model.mark((block.address - arena) / UNIT, block.units, false);
    };
    for (let step = 0; step < STEPS; ++step) {
      // Now the pool fills up, now it empties.
      const takes = Math.floor(step / 5_000) % 2 === 0 ? 3 : 1;
      if (random.integer(0, 3) >= takes) {
        giveBack(random.integer(0, out.length - 1));
        continue;
      }
      const bytes = randomSize(random);
      const units = unitsFor(bytes);
      const address = core.raw.take(bytes);
      if ((address !== 0) !== model.has(units)) throw new Error(`${bytes} bytes: got ${address}`);
      if (address === 0) continue;
      const at = (address - arena) / UNIT;
      if (at % units !== 0 || !model.isFree(at, units)) throw new Error(`unit ${at} was not free`);
      model.mark(at, units, true);
      const block = { address, units, stamp: step & 0xff };
      stamp(core, block);
      out.push(block);
    }
    const bytesOut = out.reduce((sum, { units }) => sum + units * UNIT, 0);
    expect(core.pool().bytesOut).toBe(bytesOut);
    while (out.length > 0) giveBack(random.integer(0, out.length - 1));
    expect(core.pool().bytesOut).toBe(0);
    const largest = Array.from({ length: 4 }, () => core.raw.take(TOP_UNITS * UNIT));
    expect(largest.filter((block) => block !== 0)).toHaveLength(3);
  });
});
