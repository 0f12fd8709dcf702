/** `millrace/testing`: what proves a framing or codec of one's own, in browsers and everywhere else. */
export { checkEverySplit, type ExpectedOutcome } from "./testing/check.js";
export { type MemoryEnd, memoryPair, type MemoryPairOptions } from "./testing/pair.js";
export { everySplit, randomSplits, type Split } from "./testing/splits.js";
