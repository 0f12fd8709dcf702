// The export list of the core. Numbers and addresses are called raw; the control functions,
// whose values have types, go through as-bind.
export { claim, zoneAddress, tableAddress, resultAddress, scratchAddress } from "./claim";
export { take, give, blockBytes } from "./pool";
export { slotGive, slotGeneration, slotIs, slotAge, slotsTaken } from "./slots";
export { slotTake } from "./stages";
export {
  landing,
  receive,
  append,
  quiet,
  resume,
  settle,
  settleInReserve,
  rehouse,
  rewind,
  unscan,
  drop,
  forget,
  reframe,
  held,
  unfinished,
} from "./piece";
export { scan } from "./scan";
export { bytesBefore, bytesAfter, isSealed, seal, sealHeader, forward } from "./write";
export { define, describeStatus, poolFigures, forgetValues } from "./control";
