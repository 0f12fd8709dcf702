import { type Connection, type Framing, TcpClient, type TcpClientStats } from "../../index.js";
import type { Carrier, Lane } from "./lane.js";

/** Carries a lane's frames with millrace's own client. */
export class ClientCarrier implements Carrier {
  isReady = true;
  readonly #client: TcpClient;
  #connection: Connection | undefined;

  /** @throws NetworkError if the server is not to be reached. */
  static async connect(port: number, framing: Framing, lane: Lane): Promise<ClientCarrier> {
    const carrier = new ClientCarrier(port, framing, lane);
    carrier.#connection = await carrier.#client.connect();
    return carrier;
  }

  private constructor(port: number, framing: Framing, lane: Lane) {
    this.#client = new TcpClient(
      { port, framing },
      {
        onBatch: (_connection, batch) => {
          const { length, memory } = batch;
          for (let i = 0; i < length; ++i) lane.received(memory, batch.offset(i), batch.size(i));
          lane.readEnded();
        },
        onWritable: () => {
          this.isReady = true;
          lane.fill();
        },
        onError: (_connection, error) => lane.fail(String(error)),
        onDisconnect: (_connection, reason) => {
          lane.fail(`the connection was closed before its time: ${reason.code}`);
        },
      },
    );
  }

  send(payload: Uint8Array): void {
    this.isReady = this.#connection?.send(payload) ?? false;
  }

  flush(): void {
    // The engine does that, at the end of the read or of the tick.
  }

  async close(): Promise<void> {
    await this.#client.disconnect();
  }

  stats(): TcpClientStats {
    return this.#client.stats();
  }
}
