import { expected } from "../../core/check.js";
import type { Framing } from "../framing.js";

/**
 * Refuses a framing whose frames cannot be written from what the decoder delivers.
 *
 * @throws RangeError if it can be decoded only.
 */
export function checkEncodable(framing: Framing): void {
  if (framing.kind === "length-field") {
    const { offset, size, strip, prefix } = framing;
    checkHeader(offset, strip === offset + size ? undefined : strip, prefix);
  } else if (framing.kind === "varint") {
    checkHeader(framing.offset, framing.strip, framing.prefix);
  } else if (framing.kind === "stages") {
    for (const stage of framing.stages) {
      if ("framing" in stage) checkEncodable(stage.framing);
      else checkContent(stage.skip, stage.content);
    }
  }
}

/** `strip` is undefined where all that is in front of the payload is stripped. */
function checkHeader(offset: number, strip: number | undefined, prefix: Uint8Array): void {
  if (strip !== undefined && strip > offset) {
    const what = `at most ${offset}, or all in front of the payload, to be encodable`;
    throw new RangeError(expected("strip", what, strip));
  }
  const stripped = strip ?? offset;
  if (prefix.length !== stripped) {
    throw new RangeError(expected("prefix", `the ${stripped} stripped bytes`, prefix));
  }
}

function checkContent(skip: number, content: Uint8Array): void {
  if (content.length === skip) return;
  throw new RangeError(expected("skip", "the very bytes to be encodable", skip));
}
