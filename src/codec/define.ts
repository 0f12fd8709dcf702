import type { Core } from "../core/core.js";
import type { ControlExports } from "../core/exports.js";
import { type Framing, checkFraming } from "./framing.js";
import type { DelimiterFraming } from "./framing/delimiter.js";
import type { LengthFieldFraming } from "./framing/length-field.js";
import type { SimpleFraming } from "./framing/simple.js";
import type { Stage } from "./framing/stages.js";
import type { VarintFraming } from "./framing/varint.js";

/** Strips whatever is in front of the payload. */
const STRIP_HEADER = -1;
/** In the place of a stage's framing: bytes are passed over. */
const NO_FRAMING = -1;

/** The numbers of a framing: those that all of them begin with, then its own. */
function numbersOf(framing: Framing, ...own: readonly number[]): Int32Array {
  return Int32Array.of(framing.maxFrameBytes, framing.onOversize === "discard" ? 1 : 0, ...own);
}

function lengthFieldNumbers(framing: LengthFieldFraming): Int32Array {
  const { offset, size, endian, signed, adjustment, strip } = framing;
  const order = endian === "big" ? 1 : 0;
  return numbersOf(framing, offset, size, order, signed ? 1 : 0, adjustment, strip);
}

function varintNumbers(framing: VarintFraming): Int32Array {
  const { offset, maxBytes, adjustment, strip = STRIP_HEADER } = framing;
  return numbersOf(framing, offset, maxBytes, adjustment, strip);
}

function delimiterNumbers(framing: DelimiterFraming): Int32Array {
  const { delimiters, stripsCr, keepsEnding } = framing;
  const sizes = delimiters.map((delimiter) => delimiter.length);
  return numbersOf(framing, stripsCr ? 1 : 0, keepsEnding ? 1 : 0, ...sizes);
}

/** Declares a framing; answers its number, or -1 if the core can hold no more. */
function define(control: ControlExports, framing: SimpleFraming): number {
  switch (framing.kind) {
    case "length-field":
      return control.defineLengthField(
        lengthFieldNumbers(framing),
        framing.trailer,
        framing.prefix,
      );
    case "varint":
      return control.defineVarint(varintNumbers(framing));
    case "delimiter": {
      const row = framing.delimiters.flatMap((delimiter) => Array.from(delimiter));
      return control.defineDelimiters(delimiterNumbers(framing), Uint8Array.from(row));
    }
    case "fixed":
      return control.defineFixed(numbersOf(framing, framing.size));
    case "decimal":
      return control.defineDecimal(numbersOf(framing, framing.separator), framing.trailer);
    case "header-block":
      return control.defineHeaderBlock(numbersOf(framing, framing.maxHeaderBytes));
    case "raw":
    case "host":
      return control.defineRaw(numbersOf(framing), framing.kind === "host");
  }
}

/** Two framings with the same key are the same framing, whoever declared them. */
function keyOf(framing: Framing): string {
  return JSON.stringify(framing, (_, value: unknown) =>
    value instanceof Uint8Array ? Array.from(value) : value,
  );
}

function stageNumbers(core: Core, stage: Stage): readonly number[] {
  if (!("framing" in stage)) return [NO_FRAMING, stage.skip];
  const frames = stage.frames === Infinity ? 0 : stage.frames;
  return [framingNumber(core, stage.framing), frames];
}

/**
 * The number under which a core knows this framing; declared there the first time.
 *
 * @throws TypeError if it is not a framing; ResourceError if the core can hold no more.
 */
export function framingNumber(core: Core, framing: Framing): number {
  checkFraming(framing);
  const key = keyOf(framing);
  if (framing.kind !== "stages") return core.framing(key, (control) => define(control, framing));
  const cells = framing.stages.flatMap((stage) => stageNumbers(core, stage));
  return core.framing(key, (control) => control.defineStages(numbersOf(framing, ...cells)));
}
