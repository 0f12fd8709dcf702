import type { Core } from "../core/core.js";
import type { Declaration } from "../core/exports.js";
import { type Framing, KINDS, checkFraming } from "./framing.js";
import type { DelimiterFraming } from "./framing/delimiter.js";
import type { LengthFieldFraming } from "./framing/length-field.js";
import { NOTHING } from "./framing/options.js";
import type { Stage } from "./framing/stages.js";

/** Strips whatever is in front of the payload. */
const STRIP_HEADER = -1;
/** In the place of a stage's framing: bytes are passed over. */
const NO_FRAMING = -1;
/** Bytes of a record that each trailer, and each delimiter, has. */
const ROOM_BYTES = 64;
/** Bytes of the sizes of all delimiters. */
const SIZES_BYTES = 16;

/** The cells that all framings begin with, then those of this one. */
function cellsOf(framing: Framing, ...own: readonly number[]): Int32Array {
  const { kind, maxFrameBytes, onOversize } = framing;
  return Int32Array.of(KINDS[kind], maxFrameBytes, onOversize === "discard" ? 1 : 0, ...own);
}

function lengthField(framing: LengthFieldFraming): Declaration {
  const { offset, size, endian, signed, adjustment, strip, trailer, prefix } = framing;
  const bytes = new Uint8Array(ROOM_BYTES + prefix.length);
  bytes.set(trailer);
  bytes.set(prefix, ROOM_BYTES);
  const order = endian === "big" ? 1 : 0;
  const own = [offset, trailer.length, adjustment, strip, size, signed ? 1 : 0, order];
  return [cellsOf(framing, ...own), bytes];
}

function delimiter(framing: DelimiterFraming): Declaration {
  const { delimiters, stripsCr, keepsEnding } = framing;
  const count = delimiters.length;
  const bytes = new Uint8Array(SIZES_BYTES + count * ROOM_BYTES);
  delimiters.forEach((one, i) => {
    bytes[i] = one.length;
    bytes.set(one, SIZES_BYTES + i * ROOM_BYTES);
  });
  return [cellsOf(framing, stripsCr ? 1 : 0, keepsEnding ? 1 : 0, count), bytes];
}

function stageCells(core: Core, stage: Stage): readonly number[] {
  if (!("framing" in stage)) return [NO_FRAMING, stage.skip];
  const frames = stage.frames === Infinity ? 0 : stage.frames;
  return [framingNumber(core, stage.framing), frames];
}

function declarationOf(core: Core, framing: Framing): Declaration {
  switch (framing.kind) {
    case "length-field":
      return lengthField(framing);
    case "varint": {
      const { offset, maxBytes, adjustment, strip = STRIP_HEADER } = framing;
      return [cellsOf(framing, offset, maxBytes, adjustment, strip), NOTHING];
    }
    case "delimiter":
      return delimiter(framing);
    case "fixed":
      return [cellsOf(framing, framing.size), NOTHING];
    case "decimal": {
      const { separator, trailer } = framing;
      return [cellsOf(framing, separator, trailer.length), trailer];
    }
    case "header-block":
      return [cellsOf(framing, framing.maxHeaderBytes), NOTHING];
    case "stages": {
      const cells = framing.stages.flatMap((stage) => stageCells(core, stage));
      return [cellsOf(framing, framing.stages.length, ...cells), NOTHING];
    }
    case "raw":
    case "host":
      return [cellsOf(framing), NOTHING];
  }
}

/** Framings do not change: each is written out once, not for each connection under it. */
const keys = new WeakMap<Framing, string>();

/** Two framings with the same key are the same framing, whoever declared them. */
function keyOf(framing: Framing): string {
  let key = keys.get(framing);
  if (key === undefined) {
    key = JSON.stringify(framing, (_, value: unknown) =>
      value instanceof Uint8Array ? Array.from(value) : value,
    );
    keys.set(framing, key);
  }
  return key;
}

/**
 * The number under which a core knows this framing; declared there the first time.
 *
 * @throws TypeError if it is not a framing; ResourceError if the core can hold no more.
 */
export function framingNumber(core: Core, framing: Framing): number {
  checkFraming(framing);
  return core.framing(keyOf(framing), () => declarationOf(core, framing));
}
