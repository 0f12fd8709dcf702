import { FrameDecoder, ProtocolError, ResourceError } from "../../../src/codec.js";
import { readBytes } from "../input/byte-source.js";
import { Columns } from "./columns.js";
import { locate } from "./locate.js";
import type { Fault, Report, RunRequest } from "./messages.js";

/** Bytes decoded at once; between two slices a run can be cancelled. */
const SLICE_BYTES = 1024 ** 2;

/** Decodes one stream slice by slice and reports what it finds. */
export class Run {
  readonly #request: RunRequest;
  readonly #report: (report: Report) => void;
  readonly #columns = new Columns();
  #isCancelled = false;
  #milliseconds = 0;
  #discarded = 0;
  #fault: Fault | undefined;

  constructor(request: RunRequest, report: (report: Report) => void) {
    this.#request = request;
    this.#report = report;
  }

  /** Nothing is reported from now on. */
  cancel(): void {
    this.#isCancelled = true;
  }

  /** Resolves when the stream has ended or the run was cancelled. */
  async start(): Promise<void> {
    const { run, framing } = this.#request;
    try {
      using decoder = new FrameDecoder(framing);
      await this.#readAll(decoder);
      if (this.#isCancelled) return;
      const left = this.#fault === undefined ? decoder.end().error : undefined;
      this.#report({ kind: "end", run, fault: left && faultOf(left), problem: undefined });
    } catch (error) {
      const problem = error instanceof Error ? error.message : String(error);
      if (!this.#isCancelled) this.#report({ kind: "end", run, fault: undefined, problem });
    }
  }

  async #readAll(decoder: FrameDecoder): Promise<void> {
    const { run, source, wantsBytes } = this.#request;
    for (let offset = 0; offset < source.size; offset += SLICE_BYTES) {
      const bytes = await readBytes(source, offset, offset + SLICE_BYTES);
      if (this.#isCancelled) return;
      const fault = this.#fault === undefined ? this.#decode(decoder, bytes) : undefined;
      this.#report({
        kind: "slice",
        run,
        part: this.#columns.drain(),
        offset,
        // A copy: this one is handed over, and the decoder holds its chunk until the next push.
        bytes: wantsBytes ? bytes.slice() : undefined,
        read: offset + bytes.length,
        discarded: this.#discarded,
        milliseconds: this.#milliseconds,
        fault,
      });
      // Without the bytes there is nothing to learn behind a fault.
      if (this.#fault !== undefined && !wantsBytes) return;
    }
  }

  #decode(decoder: FrameDecoder, bytes: Uint8Array): Fault | undefined {
    const start = performance.now();
    try {
      const batch = decoder.push(bytes);
      do locate(batch, this.#columns);
      while (batch.more());
      this.#discarded += batch.discarded;
      if (batch.error !== undefined) this.#fault = faultOf(batch.error);
    } catch (error) {
      if (!(error instanceof ResourceError)) throw error;
      this.#fault = faultOf(error);
    }
    this.#milliseconds += performance.now() - start;
    return this.#fault;
  }
}

function faultOf(error: ProtocolError | ResourceError): Fault {
  const { name, code, message } = error;
  const at = error instanceof ProtocolError ? error : undefined;
  return {
    name,
    code,
    message,
    offset: at?.offset,
    declared: at?.declared,
    limit: at?.limit,
  };
}
