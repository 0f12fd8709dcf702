export { type CounterObserver, counter } from "./observers/counter.js";
export { chain } from "./observers/chain.js";
export { type LogLevel, type LoggerOptions, type PinoLike, logger } from "./observers/logger.js";
export {
  type StoreEntry,
  type StoreObserver,
  type StoreOptions,
  type Where,
  store,
} from "./observers/store.js";
