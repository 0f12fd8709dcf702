import { Caller } from "./caller.js";
import type { ChildReport, Question } from "./child-process.js";
import { Ledger, total } from "./ledger.js";

/** Connections that are dialed at once: a listener's queue has its bound. */
const AT_ONCE = 100;
const FRAMES_PER_EXCHANGE = 10;

export interface CallersPlan {
  readonly port: number;
  readonly idle: number;
  readonly busy: number;
  /** How often each of the busy ones sends some frames and waits for them. */
  readonly exchanges: number;
}

/** Callers in a process of their own: idle ones that hold the line, and busy ones. */
export class CallersInChild {
  readonly #host: string;
  readonly #plan: CallersPlan;
  readonly #callers: Caller[] = [];

  constructor(host: string, plan: CallersPlan) {
    this.#host = host;
    this.#plan = plan;
  }

  async begin(): Promise<ChildReport> {
    const { port, idle, busy } = this.#plan;
    for (let count = idle + busy; count > 0; count -= AT_ONCE) {
      const dial = (): Promise<Caller> => Caller.dial(port, new Ledger(), this.#host);
      const some = Array.from({ length: Math.min(AT_ONCE, count) }, dial);
      this.#callers.push(...(await Promise.all(some)));
    }
    return { connections: this.#callers.length };
  }

  async answer(question: Question): Promise<ChildReport> {
    if (question === "work") await this.#work();
    if (question === "stop") for (const { socket } of this.#callers) socket.destroy();
    return total(this.#callers.map(({ ledger }) => ledger));
  }

  async #work(): Promise<void> {
    const { busy, idle, exchanges } = this.#plan;
    const all = this.#callers.slice(idle, idle + busy).map(async (caller) => {
      for (let i = 0; i < exchanges; ++i) await caller.exchange(FRAMES_PER_EXCHANGE);
    });
    // Each of the idle ones is still there for one exchange.
    await Promise.all(all);
    for (let i = 0; i < idle; i += AT_ONCE) {
      await Promise.all(
        this.#callers.slice(i, Math.min(idle, i + AT_ONCE)).map((c) => c.exchange(1)),
      );
    }
  }
}
