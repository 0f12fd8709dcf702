import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { type Socket, connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  type Connection,
  type Endpoint,
  NetworkError,
  TcpClient,
  TcpServer,
  lengthPrefixed,
} from "../../src/index.js";
import { Journal, deferred, rejection, until, within } from "../support/events.js";
import { READ_PATHS, framed, pattern, useWorld } from "../support/sockets.js";

const framing = lengthPrefixed(4);

describe.each(READ_PATHS)("a Unix socket over $path", ({ directReads }) => {
  const world = useWorld(directReads);
  let directory = "";
  let path = "";

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), "millrace-"));
    path = join(directory, "socket");
  });
  afterEach(() => rmSync(directory, { recursive: true, force: true }));

  async function dialRaw(): Promise<Socket> {
    const socket = connect({ path });
    await within("the raw peer", once(socket, "connect"));
    return socket;
  }

  it("carries frames both ways, 1 MiB included", async () => {
    const server = world().server(
      { path, framing },
      { onFrame: (connection, frame) => void connection.send(frame) },
    );
    await server.start();
    expect(statSync(path).isSocket()).toBe(true);
    const answers: Buffer[] = [];
    const client = world().client(
      { path, framing },
      { onFrame: (_, frame) => void answers.push(Buffer.from(frame.copy())) },
    );
    await client.connect();
    const large = pattern(1 << 20);
    client.send("small");
    client.send(large);
    await until("both answers", () => answers.length === 2);
    expect(answers[0]?.toString()).toBe("small");
    expect(answers[1]?.equals(large)).toBe(true);
  });

  it("is named by its path at both ends; who dials has no name", async () => {
    const accepted = deferred<Connection>();
    const remotes: (Endpoint | undefined)[] = [];
    const events: unknown[] = [];
    const server = world().server(
      { path, framing, createSession: (remote) => void remotes.push(remote) },
      { onConnect: accepted.resolve, onEvent: (event) => void events.push(event) },
    );
    const named = { address: path, family: "unix", port: 0 };
    const unnamed = { address: "", family: "unix", port: 0 };
    expect(await server.start()).toEqual(named);
    expect(server.address).toEqual(named);
    const client = world().client({ path, framing }, {});
    const dialed = await client.connect();
    const connection = await within("the connection", accepted.promise);
    expect([dialed.remoteAddress, dialed.localAddress]).toEqual([named, unnamed]);
    expect([connection.remoteAddress, connection.localAddress]).toEqual([unnamed, named]);
    expect(remotes).toEqual([unnamed]);
    expect(events.slice(0, 2)).toEqual([
      { type: "listening", address: named },
      { type: "connectionEstablished", id: connection.id, remoteAddress: unnamed },
    ]);
  });

  it("is removed by stop(), and free for the next server", async () => {
    const first = world().server({ path, framing }, {});
    await first.start();
    await within("the first to stop", first.stop());
    await until("the file to be gone", () => !existsSync(path));
    const second = world().server({ path, framing }, {});
    expect((await second.start()).address).toBe(path);
  });

  it("in use makes start() reject with EADDRINUSE, and goes on serving", async () => {
    const first = world().server(
      { path, framing },
      { onFrame: (connection, frame) => void connection.send(frame) },
    );
    await first.start();
    const error = await rejection("start()", world().server({ path, framing }, {}).start());
    expect(error).toBeInstanceOf(NetworkError);
    expect(error).toMatchObject({ code: "EADDRINUSE", cause: { code: "EADDRINUSE" } });
    const socket = await dialRaw();
    socket.write(framed("still here"));
    const [answer] = (await within("the answer", once(socket, "data"))) as [Buffer];
    expect(answer.toString()).toBe("\0\0\0\x0astill here");
    socket.destroy();
  });

  it("that is a file of somebody else is neither used nor removed", async () => {
    writeFileSync(path, "precious");
    const error = await rejection("start()", world().server({ path, framing }, {}).start());
    expect(error).toMatchObject({ code: "EADDRINUSE" });
    expect(statSync(path).size).toBe(8);
  });

  it("in a directory that does not exist makes start() reject with the system's code", async () => {
    const nowhere = join(directory, "no", "socket");
    const error = await rejection(
      "start()",
      world().server({ path: nowhere, framing }, {}).start(),
    );
    expect(error).toBeInstanceOf(NetworkError);
    expect(error).toMatchObject({ code: expect.stringMatching(/^E(ACCES|NOENT)$/) as string });
  });

  it("where nobody listens makes connect() reject: ENOENT without a file", async () => {
    const error = await rejection("connect()", world().client({ path, framing }, {}).connect());
    expect(error).toBeInstanceOf(NetworkError);
    expect(error).toMatchObject({ code: "ENOENT" });
  });

  it("is closed at once by abort(), which has no RST to send", async () => {
    const journal = new Journal();
    const server = world().server(
      { path, framing },
      {
        onFrame: (connection) => connection.abort(),
        onDisconnect: (_, { code }) => journal.note(code),
      },
    );
    await server.start();
    const socket = await dialRaw();
    socket.on("error", () => undefined);
    const closed = once(socket, "close");
    socket.write(framed("go"));
    socket.resume();
    await within("the close", closed);
    await journal.has("aborted");
  });

  it("serves a raw listener's client as well", async () => {
    const raw = createServer((socket) => void socket.pipe(socket)).listen(path);
    await within("the raw listener", once(raw, "listening"));
    const answer = deferred<string>();
    const client = world().client(
      { path, framing },
      { onFrame: (_, frame) => answer.resolve(frame.text()) },
    );
    await client.connect();
    client.send("and back");
    expect(await within("the answer", answer.promise)).toBe("and back");
    raw.close();
  });
});

describe("a path", () => {
  it.each([
    ["path", { path: 5 }, '"path" expected a path, got 5'],
    ["path", { path: "" }, '"path" expected a path, got ""'],
    ["host", { path: "/x", host: "::1" }, '"host" expected none beside "path", got "::1"'],
    ["port", { path: "/x", port: 80 }, '"port" expected none beside "path", got 80'],
  ])("takes the place of host and port: wrong %s %o", (_, wrong, message) => {
    const options = wrong as unknown as { path: string };
    expect(() => new TcpServer({ framing, ...options }, {})).toThrow(new TypeError(message));
    expect(() => new TcpClient({ framing, ...options }, {})).toThrow(new TypeError(message));
  });
});
