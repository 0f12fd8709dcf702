import {
  MessageChannel,
  type MessagePort,
  Worker,
  receiveMessageOnPort,
} from "node:worker_threads";
import { type Call, CALLS, BELL_BYTES, type News, NEWS, type ThreadOrder } from "./messages.js";
import { LANE_BYTES, Ring } from "./ring.js";
import { threadSource } from "./thread.js";

/** Where a caller meets its thread: calls go there, news come here, and nobody turns an event loop. */
export class Desk {
  readonly #bell: Int32Array;
  readonly #port: MessagePort;
  readonly #worker: Worker;
  readonly #spinMs: number;
  readonly #hear: (news: News) => void;

  /** `hear` is told the news, whenever the caller looks or waits. */
  constructor(order: Omit<ThreadOrder, "bell" | "laneBytes">, hear: (news: News) => void) {
    const bell = new SharedArrayBuffer(BELL_BYTES);
    const { port1, port2 } = new MessageChannel();
    this.#bell = new Int32Array(bell);
    this.#port = port1;
    this.#spinMs = order.spinMs;
    this.#hear = hear;
    const data = { order: { ...order, bell, laneBytes: LANE_BYTES }, port: port2 };
    this.#worker = new Worker(threadSource(Ring), {
      eval: true,
      workerData: data,
      transferList: [port2],
      execArgv: [],
    });
    // Who forgets to close must not hang.
    this.#worker.unref();
  }

  call(call: Call): void {
    this.#port.postMessage(call);
  }

  /** Bytes went through a lane. */
  ring(): void {
    Atomics.add(this.#bell, CALLS, 1);
    Atomics.notify(this.#bell, CALLS);
  }

  #listen(): void {
    for (;;) {
      const letter = receiveMessageOnPort(this.#port);
      if (letter === undefined) return;
      this.#hear(letter.message as News);
    }
  }

  /**
   * Waits until `isDone`: looks for `spinMs`, then sleeps. False if that is not the case after `timeoutMs`
   * milliseconds; undefined waits for ever.
   */
  wait(isDone: () => boolean, timeoutMs: number | undefined): boolean {
    const started = timeoutMs === undefined && this.#spinMs === 0 ? 0 : performance.now();
    const deadline = timeoutMs === undefined ? Infinity : started + timeoutMs;
    const awake = Math.min(deadline, started + this.#spinMs);
    let isSpinning = this.#spinMs > 0;
    for (;;) {
      const seen = Atomics.load(this.#bell, NEWS);
      this.#listen();
      if (isDone()) return true;
      while (isSpinning && Atomics.load(this.#bell, NEWS) === seen) {
        isSpinning = performance.now() < awake;
      }
      if (Atomics.load(this.#bell, NEWS) !== seen) continue;
      const leftMs = deadline === Infinity ? undefined : deadline - performance.now();
      if (leftMs !== undefined && leftMs <= 0) return false;
      Atomics.wait(this.#bell, NEWS, seen, leftMs);
    }
  }

  /** The thread ends, whatever it was doing. */
  stop(): void {
    this.#port.close();
    void this.#worker.terminate();
  }
}
