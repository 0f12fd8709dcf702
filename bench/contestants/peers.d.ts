// What is used here of peers that bring no types.

declare module "length-prefixed-stream" {
  import type { Transform } from "node:stream";
  const streams: { decode(options: { limit: number; allowEmpty: boolean }): Transform };
  export default streams;
}

declare module "packet-reader" {
  export default class PacketReader {
    constructor(options: { headerSize: 0 | 1; lengthPadding: number });
    addChunk(chunk: Buffer): void;
    read(): Buffer | false;
  }
}
