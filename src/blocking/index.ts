/**
 * `millrace/blocking`: links whose calls really block, for scripts, tests and worker threads. Never in a
 * process that serves anybody else: while a call blocks, nothing else of its thread goes on.
 */
export {
  type BlockingConnectOptions,
  type BlockingDialSettings,
  type BlockingListenOptions,
  connect,
  listen,
} from "./connect.js";
export { BlockingLink } from "./link.js";
export { BlockingListener, type BlockingListenSettings } from "./listener.js";
export type { BlockingSettings } from "./options.js";
export type { BlockingConversation, BlockingProtocol, BlockingWait } from "./protocol.js";
export type { AcceptStatus, RecvStatus, SendStatus } from "../link/status.js";
