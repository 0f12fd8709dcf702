import { Child, LOAD_CORE, native, script } from "../harness/child.js";

export interface Load {
  readonly connections: number;
  /** Frames in flight on each connection. */
  readonly pipelined: number;
  readonly payloadBytes: number;
}

export interface LoadResult {
  /** Each is `pipelined` frames there and back on one connection. */
  readonly rounds: number;
  readonly seconds: number;
  /** Microseconds of a round. */
  readonly p50: number;
  readonly p99: number;
  readonly p999: number;
}

export function textOf(load: Load): string {
  return `${load.connections} x ${load.pipelined} x ${load.payloadBytes} B`;
}

export function framesPerSecond(load: Load, result: LoadResult): number {
  return (result.rounds * load.pipelined) / result.seconds;
}

/**
 * What drives the servers, on a core of its own. The one of bench/native if it was built: one of Node has
 * more to do for a round than some servers, and would measure itself.
 */
export class LoadGenerator {
  readonly #child: Child;
  readonly kind: "native" | "node";

  constructor() {
    const command = native("load");
    this.kind = command === undefined ? "node" : "native";
    this.#child = new Child(command ?? script("./load-worker.js"), LOAD_CORE);
  }

  /** Every byte that comes back is compared. */
  async drive(port: number, load: Load, seconds: number): Promise<LoadResult> {
    const { connections, pipelined, payloadBytes } = load;
    const words = [port, connections, pipelined, payloadBytes, Math.round(1000 * seconds)];
    return (await this.#child.ask(`drive ${words.join(" ")}`)) as LoadResult;
  }

  close(): void {
    this.#child.kill();
  }
}
