// The export list of the core. Numbers and addresses are called raw; the five control functions,
// whose values have types, go through as-bind.
export { claim, zoneAddress, tableAddress, resultAddress, scratchAddress } from "./claim";
export { take, give, blockBytes } from "./pool";
export { slotTake, slotGive, slotGeneration, slotIs, slotAge, slotsTaken } from "./slots";
export {
  landing,
  receive,
  append,
  resume,
  settle,
  settleInReserve,
  rehouse,
  rewind,
  drop,
  forget,
  reframe,
  held,
} from "./piece";
export { scan } from "./scan";
export { bytesBefore, bytesAfter, seal, sealHeader, forward } from "./write";
export {
  defineRaw,
  defineLengthField,
  defineDelimiter,
  describeStatus,
  poolFigures,
} from "./control";
