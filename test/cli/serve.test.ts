import { once } from "node:events";
import { type Socket, connect } from "node:net";
import { describe, expect, onTestFinished, test } from "vitest";
import { until, within } from "../support/events.js";
import { Command } from "./command.js";

/** A client of plain `node:net` that keeps what it gets. */
class Client {
  readonly socket: Socket;
  readonly #chunks: Buffer[] = [];
  received = 0;

  private constructor(socket: Socket) {
    this.socket = socket;
    socket.on("data", (chunk: Buffer) => {
      this.#chunks.push(chunk);
      this.received += chunk.length;
    });
    socket.on("error", () => undefined);
    onTestFinished(() => void socket.destroy());
  }

  static async connect(port: number, allowHalfOpen = false): Promise<Client> {
    const socket = connect({ port, host: "127.0.0.1", allowHalfOpen });
    await within("a connection", once(socket, "connect"));
    return new Client(socket);
  }

  /** Waits for so many bytes, and answers all there are. */
  async gets(bytes: number): Promise<Buffer> {
    await until(`${bytes} bytes, ${this.received} came`, () => this.received >= bytes);
    return Buffer.concat(this.#chunks);
  }

  async ended(): Promise<void> {
    if (!this.socket.readableEnded) await within("its end", once(this.socket, "end"));
  }
}

function serve(...args: string[]): Command {
  return new Command(["serve", "--port", "0", ...args]);
}

/** Stops the server in good order and answers what it printed last. */
async function stop(command: Command, signal: NodeJS.Signals = "SIGINT"): Promise<string> {
  command.child.kill(signal);
  expect(await command.ended()).toBe(0);
  return command.output.trimEnd().split("\n").at(-1) ?? "";
}

const ECHOES = [
  { framing: "u32be", wire: "00000003 616263 00000000 00000001 7a", frames: 3 },
  { framing: "u32le", wire: "03000000 616263 00000000 01000000 7a", frames: 3 },
  { framing: "u16be", wire: "0003 616263 0000 0001 7a", frames: 3 },
  { framing: "u16le", wire: "0300 616263 0000 0100 7a", frames: 3 },
  { framing: "lines", wire: "616263 0d0a 0a 7a 0a", frames: 3 },
  { framing: "raw", wire: "00 ff 61", frames: 1 },
  { framing: "mqtt", wire: "c0 00 30 03 000161 e0 00", frames: 3 },
  { framing: "netstring", wire: "303a2c 333a6162632c", frames: 2 },
] as const;

describe("an echo server", () => {
  test.each(ECHOES)("returns $framing frames byte for byte", async ({ framing, wire, frames }) => {
    const command = serve("--framing", framing);
    expect((await command.prints(/millrace echoes (\w+) frames/))[1]).toBe(framing);
    const client = await Client.connect(await command.port());
    const bytes = Buffer.from(wire.replaceAll(" ", ""), "hex");
    client.socket.write(bytes);
    expect(await client.gets(bytes.length)).toEqual(bytes);
    const last = await stop(command);
    const way = (name: string): string => `${frames} frames ${name} (${bytes.length} bytes)`;
    expect(last).toBe(`stopped: 1 connections, ${way("in")}, ${way("out")}`);
    expect(command.errors).toBe("");
  });

  test("returns a line that came in pieces once it is whole", async () => {
    const command = serve("--framing", "lines");
    const client = await Client.connect(await command.port());
    client.socket.write("ab");
    client.socket.write("c\nde");
    expect((await client.gets(4)).toString()).toBe("abc\n");
    client.socket.write("f\n");
    expect((await client.gets(8)).toString()).toBe("abc\ndef\n");
  });

  test("says in one line what a client did wrong, and serves the others", async () => {
    const command = serve("--max-frame-bytes", "8");
    const port = await command.port();
    const bad = await Client.connect(port);
    bad.socket.write(Buffer.from("00000009", "hex"));
    await bad.ended();
    await command.complains(
      /^127\.0\.0\.1:\d+: ProtocolError: .*declared 9 bytes, limit 8 bytes\n$/,
    );
    const good = await Client.connect(port);
    const frame = Buffer.from("000000086162636465666768", "hex");
    good.socket.write(frame);
    expect(await good.gets(frame.length)).toEqual(frame);
    await stop(command);
  });

  test("cannot have a port that another one has", async () => {
    const first = serve();
    const port = await first.port();
    const second = new Command(["serve", "--port", String(port)]);
    expect(await second.ended()).toBe(1);
    const why = "the port is in use (EADDRINUSE)";
    expect(second.errors).toBe(`error: cannot listen on 127.0.0.1:${port}: ${why}\n`);
  });
});

describe("a server that is stopped", () => {
  test.each(["SIGINT", "SIGTERM"] as const)("by %s has nobody to wait for", async (signal) => {
    const command = serve();
    await command.port();
    expect(await stop(command, signal)).toMatch(/^stopped: 0 connections, 0 frames in/);
  });

  test("with an answer in flight delivers it whole, then closes and exits with 0", async () => {
    const command = serve();
    const client = await Client.connect(await command.port());
    const frame = Buffer.alloc(4 + 6 * 1024 * 1024, "millrace");
    frame.writeUInt32BE(frame.length - 4);
    client.socket.write(frame);
    await client.gets(1);
    client.socket.pause();
    command.child.kill("SIGINT");
    await command.prints(/stopping: 1 connections to close/);
    client.socket.resume();
    await client.ended();
    expect((await client.gets(frame.length)).equals(frame)).toBe(true);
    expect(await command.ended()).toBe(0);
    expect(command.output).toContain("stopped: 1 connections, 1 frames in");
    expect(command.errors).toBe("");
  });

  test("takes two signals at once for one: npm passes on the one it got", async () => {
    const command = serve();
    const client = await Client.connect(await command.port(), true);
    client.socket.write(Buffer.from("00000000", "hex"));
    await client.gets(4);
    command.child.kill("SIGINT");
    command.child.kill("SIGINT");
    await client.ended();
    client.socket.end();
    expect(await command.ended()).toBe(0);
  });

  test("once more aborts a client that does not close: exit code 130", async () => {
    const command = serve();
    const client = await Client.connect(await command.port(), true);
    client.socket.write(Buffer.from("00000000", "hex"));
    await client.gets(4);
    command.child.kill("SIGINT");
    await command.prints(/stopping: 1 connections to close; once more aborts them/);
    const again = setInterval(() => command.child.kill("SIGINT"), 700);
    onTestFinished(() => clearInterval(again));
    expect(await command.ended()).toBe(130);
    expect(command.output).toContain("stopped: 1 connections, 1 frames in");
  });
});
