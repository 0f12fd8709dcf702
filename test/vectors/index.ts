import { delimiterVectors } from "./delimiters.js";
import { lengthShape } from "./length-shape.js";
import { lengthSizes } from "./length-sizes.js";
import { lengthValues } from "./length-values.js";
import { protocols } from "./protocols.js";
import type { Vector } from "./vector.js";

/** All vectors whose frames do not depend on the cut; `unframed` are the others. */
export const vectors: readonly Vector[] = [
  ...lengthSizes,
  ...lengthValues,
  ...lengthShape,
  ...delimiterVectors,
  ...protocols,
];

export { unframed } from "./delimiters.js";
export type { Vector } from "./vector.js";
