/** Framings of well-known protocols, an export each: a bundler drops those that nobody names. */
export * from "./databases.js";
export * from "./industry.js";
export * from "./messaging.js";
export * from "./networks.js";
export * from "./peers.js";
export * from "./rpc.js";
export * from "./security.js";
export * from "./text.js";
