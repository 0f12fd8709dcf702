import type { Core } from "../core/core.js";
import type { ControlExports } from "../core/exports.js";
import { type Framing, checkFraming } from "./framing.js";
import type { DelimiterFraming } from "./framing/delimiter.js";
import type { LengthFieldFraming } from "./framing/length-field.js";

function defineLengthField(control: ControlExports, framing: LengthFieldFraming): number {
  const { maxFrameBytes, offset, size, adjustment, strip, trailer, prefix } = framing;
  const order = framing.endian === "big" ? 1 : 0;
  const signed = framing.signed ? 1 : 0;
  const numbers = [maxFrameBytes, offset, size, order, signed, adjustment, strip];
  return control.defineLengthField(Int32Array.from(numbers), trailer, prefix);
}

function defineDelimiter(control: ControlExports, framing: DelimiterFraming): number {
  const { maxFrameBytes, delimiters, stripsCr, keepsEnding } = framing;
  const byte = delimiters[0]?.[0] ?? 0;
  const numbers = [maxFrameBytes, byte, stripsCr ? 1 : 0, keepsEnding ? 1 : 0];
  return control.defineDelimiter(Int32Array.from(numbers));
}

/** Two framings with the same key are the same framing, whoever declared them. */
function keyOf(framing: Framing): string {
  return JSON.stringify(framing, (_, value: unknown) =>
    value instanceof Uint8Array ? Array.from(value) : value,
  );
}

/**
 * The number under which a core knows this framing; declared there the first time.
 *
 * @throws TypeError if it is not a framing; ResourceError if the core can hold no more.
 */
export function framingNumber(core: Core, framing: Framing): number {
  checkFraming(framing);
  return core.framing(keyOf(framing), (control) => {
    if (framing.kind === "length-field") return defineLengthField(control, framing);
    return framing.kind === "delimiter" ? defineDelimiter(control, framing) : control.defineRaw();
  });
}
