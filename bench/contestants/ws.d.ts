import type { Writable } from "node:stream";

// Exported by the package, and not told by its types.
declare module "ws" {
  export class Receiver extends Writable {
    constructor(options: { maxPayload: number });
  }
}
