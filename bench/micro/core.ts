/** The wasm core by its raw door: no public name, and so the one bench that is bound to sources. */
import { framingNumber } from "../../src/codec/define.js";
import type { Framing } from "../../src/codec/framing.js";
import {
  FrameEncoder,
  decimal,
  delimited,
  fixed,
  headerBlock,
  lengthPrefixed,
  lines,
  varint,
} from "../../src/codec.js";
import { Core } from "../../src/core/core.js";
import type { Micro, Micros } from "./micro.js";

const PAYLOAD = new Uint8Array(64).fill(0x61);
const ZONE_BYTES = 256 * 1024;
const PIECE_BYTES = 64 * 1024;
const TABLE_FRAMES = 4096;
const OPERATIONS = 1_000;

function newCore(): Core {
  return new Core({ arenaBytes: 20 * 2 ** 20, zoneBytes: ZONE_BYTES, slotCount: 64 });
}

/** A piece of whole frames that has just been read: received, scanned, settled. */
function scan(framing: Framing): Micro {
  const core = newCore();
  const { raw, tableAddress, zoneAddress } = core;
  const wire = new FrameEncoder(framing).encode(PAYLOAD);
  const frames = Math.floor(PIECE_BYTES / wire.length);
  for (let i = 0; i < frames; ++i) core.memory.set(wire, zoneAddress + i * wire.length);
  const slot = raw.slotTake(framingNumber(core, framing));
  return {
    operations: frames,
    run: () => {
      raw.receive(slot, zoneAddress, frames * wire.length);
      const found = raw.scan(slot, tableAddress, TABLE_FRAMES);
      raw.settle(slot);
      if (found !== frames) throw new Error(`${frames} frames expected, ${found} found`);
    },
  };
}

function repeated(once: (core: Core) => void): Micro {
  const core = newCore();
  return {
    operations: OPERATIONS,
    run: () => {
      for (let i = 0; i < OPERATIONS; ++i) once(core);
    },
  };
}

/** A 64 B frame from one place of the memory to another, with its header. */
function forward(): Micro {
  const core = newCore();
  const { raw, zoneAddress } = core;
  const framing = framingNumber(core, lengthPrefixed(4));
  const block = raw.take(80 * 1024);
  const wireBytes = 4 + PAYLOAD.length;
  return {
    operations: OPERATIONS,
    run: () => {
      for (let i = 0; i < OPERATIONS; ++i) {
        const offset = i * wireBytes;
        raw.forward(framing, block + offset, zoneAddress + 4 + offset, PAYLOAD.length);
      }
    },
  };
}

export const CORE: Micros = {
  "core: scan, 64 B": {
    u32: () => scan(lengthPrefixed(4)),
    varint: () => scan(varint()),
    lines: () => scan(lines()),
    "CR LF": () => scan(delimited("\r\n")),
    fixed: () => scan(fixed(PAYLOAD.length)),
    decimal: () => scan(decimal({ separator: ":" })),
    headerBlock: () => scan(headerBlock()),
  },
  "core: one call": {
    "of nothing": () => repeated((core) => void core.raw.zoneAddress()),
    "forward, 64 B": forward,
    "take and give a block of 80 KiB": () => repeated(({ raw }) => raw.give(raw.take(80 * 1024))),
    "take and give a slot": () => {
      let framing = -1;
      return repeated((core) => {
        if (framing < 0) framing = framingNumber(core, lengthPrefixed(4));
        core.raw.slotGive(core.raw.slotTake(framing));
      });
    },
  },
};
