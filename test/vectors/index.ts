import { decimalVectors } from "./decimal.js";
import { delimiterVectors } from "./delimiters.js";
import { textDiscardVectors } from "./discard-text.js";
import { discardVectors } from "./discard.js";
import { fixedVectors } from "./fixed.js";
import { headerBlockVectors } from "./header-block.js";
import { lengthShape } from "./length-shape.js";
import { lengthSizes } from "./length-sizes.js";
import { lengthValues } from "./length-values.js";
import { protocols } from "./protocols.js";
import { severalDelimiters } from "./several-delimiters.js";
import { stageVectors } from "./stages.js";
import { varintLimits } from "./varint-limits.js";
import { varintVectors } from "./varint.js";
import type { Vector } from "./vector.js";
import { wellKnown } from "./well-known.js";

/** All vectors whose frames do not depend on the cut; `unframed` are the others. */
export const vectors: readonly Vector[] = [
  ...lengthSizes,
  ...lengthValues,
  ...lengthShape,
  ...delimiterVectors,
  ...severalDelimiters,
  ...varintVectors,
  ...varintLimits,
  ...fixedVectors,
  ...decimalVectors,
  ...headerBlockVectors,
  ...discardVectors,
  ...textDiscardVectors,
  ...stageVectors,
  ...protocols,
  ...wellKnown,
];

export { unframed } from "./delimiters.js";
export { rawStage } from "./stages.js";
export type { Vector } from "./vector.js";
