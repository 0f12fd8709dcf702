import { EventLoop, TcpServer } from "../../src/index.js";
import { framing } from "./caller.js";
import type { ChildReport, Question } from "./child-process.js";
import { codeOf } from "./scenario.js";
import { eventually } from "./waits.js";

/** A server that echoes, in a process of its own. */
export class ServerInChild {
  readonly #errors: string[] = [];
  readonly #loop = new EventLoop();
  readonly #server: TcpServer;

  constructor(host: string) {
    const options = { host, framing, loop: this.#loop, lingerMs: 200 };
    this.#server = new TcpServer(options, {
      onFrame: (connection, frame) => void connection.send(frame),
      onError: (connection, error) => {
        if (connection === null) this.#errors.push(codeOf(error));
      },
    });
  }

  async begin(): Promise<ChildReport> {
    const { port } = await this.#server.start();
    return { port };
  }

  async answer(question: Question): Promise<ChildReport> {
    if (question === "stop") {
      await this.#server.stop({ graceMs: 1_000 });
      await eventually("all slots", () => this.#loop.stats().connections === 0);
    }
    const { connections, pool } = this.#loop.stats();
    return { connections, errors: this.#errors, notHome: connections + pool.bytesOut };
  }
}
