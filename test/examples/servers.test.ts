import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { Agent, type IncomingMessage, request } from "node:http";
import { type Socket, connect } from "node:net";
import { createInterface } from "node:readline";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterEach, beforeAll, describe, expect, it } from "vitest";
import { until, within } from "../support/events.js";

const root = fileURLToPath(new URL("../../", import.meta.url));
const places = ["examples/*-server.ts", "examples/codecs/http.ts"].map((place) => root + place);
const target = `${root}build/examples-servers`;

beforeAll(async () => {
  const esbuild = `${root}node_modules/.bin/esbuild`;
  await promisify(execFile)(esbuild, [...places, `--outdir=${target}`, "--log-level=warning"]);
});

describe("an example that serves", () => {
  const children: ChildProcess[] = [];
  const sockets: Socket[] = [];

  afterEach(async () => {
    for (const socket of sockets.splice(0)) socket.destroy();
    for (const child of children.splice(0)) {
      // It stops when it is told to, of its own accord and without a word of complaint.
      const closed = once(child, "close");
      child.kill("SIGTERM");
      expect(await within("its end", closed)).toEqual([0, null]);
    }
  });

  /** Starts it, and answers its port and what it has complained of. */
  async function start(name: string): Promise<{ port: number; complaints: string[] }> {
    const stdio = ["ignore", "pipe", "pipe"] as const;
    const child = spawn(process.execPath, [`${target}/${name}.js`], {
      cwd: root,
      stdio: [...stdio],
    });
    children.push(child);
    const complaints: string[] = [];
    child.stderr.on("data", (chunk: Buffer) => void complaints.push(chunk.toString()));
    const [line] = (await within("a port", once(createInterface(child.stdout), "line"))) as [
      string,
    ];
    const [, port] = /^listening on 127\.0\.0\.1:(\d+)$/.exec(line) ?? [];
    return { port: Number(port), complaints };
  }

  /** A raw client: what it has got so far, and whether that was all. */
  async function dial(
    port: number,
  ): Promise<{ socket: Socket; got: () => string; ended: () => boolean }> {
    const socket = connect(port, "127.0.0.1");
    sockets.push(socket);
    await within("a connection", once(socket, "connect"));
    let got = "";
    let hasEnded = false;
    socket.on("data", (chunk: Buffer) => (got += chunk.toString()));
    socket.on("end", () => (hasEnded = true));
    return { socket, got: () => got, ended: () => hasEnded };
  }

  it("an echo server answers everybody with what they sent", async () => {
    const { port, complaints } = await start("echo-server");
    const clients = await Promise.all([dial(port), dial(port), dial(port)]);
    for (const [i, { socket }] of clients.entries()) socket.write(`one ${i}\n\ntwo ${i}\r\nthr`);
    for (const { socket } of clients) socket.write("ee\n");
    for (const [i, { got }] of clients.entries()) {
      const all = `one ${i}\n\ntwo ${i}\nthree\n`;
      await until(all, () => got() === all);
    }
    expect(complaints).toEqual([]);
  });

  describe("over HTTP", () => {
    type Answer = Pick<IncomingMessage, "statusCode" | "headers"> & { readonly body: string };

    /** Asks by node's own client. */
    async function ask(
      agent: Agent,
      port: number,
      method: string,
      path: string,
      body = "",
    ): Promise<Answer> {
      const asked = request({ agent, port, host: "127.0.0.1", method, path });
      const answered = once(asked, "response");
      asked.end(body);
      const [message] = (await within("an answer", answered)) as [IncomingMessage];
      const { statusCode, headers } = message;
      return { statusCode, headers, body: await text(message) };
    }

    it("an HTTP server answers node:http's client", async () => {
      const { port, complaints } = await start("http-server");
      const agent = new Agent({ keepAlive: true, maxSockets: 1 });
      let connections = 0;
      agent.on("free", (socket: Socket) => {
        if (!sockets.includes(socket)) connections = sockets.push(socket);
      });
      const large = "ä".repeat(100_000);
      expect(await ask(agent, port, "GET", "/")).toMatchObject({
        statusCode: 200,
        headers: { "content-length": "21", "content-type": "text/plain; charset=utf-8" },
        body: "millrace speaks HTTP\n",
      });
      expect(await ask(agent, port, "POST", "/echo", "hello")).toMatchObject({ body: "hello" });
      expect(await ask(agent, port, "POST", "/echo", large)).toMatchObject({ body: large });
      expect(await ask(agent, port, "HEAD", "/")).toMatchObject({
        statusCode: 200,
        headers: { "content-length": "21" },
        body: "",
      });
      expect(await ask(agent, port, "GET", "/nothing")).toMatchObject({ statusCode: 404 });
      expect(await ask(agent, port, "GET", "/echo")).toMatchObject({
        statusCode: 405,
        headers: { allow: "POST" },
      });
      expect(connections).toBe(1);
      const alone = await ask(new Agent(), port, "GET", "/");
      expect(alone.headers.connection).toBe("close");
      agent.destroy();
      expect(complaints).toEqual([]);
    });

    it("takes requests one behind the other, and refuses what is none", async () => {
      const { port, complaints } = await start("http-server");
      const { socket, got, ended } = await dial(port);
      const post = "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc";
      socket.write(`${post}${post.replace("abc", "def")}GET /nowhere HTTP/1.1\r\nhost: a\r\n\r\n`);
      await until("three answers", () => got().endsWith("nothing here\n"));
      const bodies = got().match(/\r\n\r\n(abc|def|nothing)/g);
      expect(bodies).toEqual(["\r\n\r\nabc", "\r\n\r\ndef", "\r\n\r\nnothing"]);
      socket.write("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n");
      await until("the end", ended);
      expect(got()).toMatch(
        /HTTP\/1\.1 400 Bad Request\r\n[^]*Connection: close\r\n\r\nthis is no/,
      );
      for (const wrong of [
        "GET /\r\n\r\n",
        "GET / HTTP/1.1\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 1, 1\r\n\r\na",
        "GET / HTTP/1.1\r\nHost: a\r\n folded: b\r\n\r\n",
        `GET /${"x".repeat(20_000)}`,
      ]) {
        const other = await dial(port);
        other.socket.write(wrong);
        await until("a refusal", other.ended);
        expect(other.got()).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n/);
      }
      expect(complaints).toEqual([]);
    });
  });

  it("a JSON-RPC server answers requests, notifications, batches and errors", async () => {
    const { port, complaints } = await start("json-rpc-server");
    const { socket, got } = await dial(port);
    const error = (code: number, message: string, id: number | null = null): object => {
      return { jsonrpc: "2.0", id, error: { code, message } };
    };
    const result = (id: number | string, value: unknown): object => {
      return { jsonrpc: "2.0", id, result: value };
    };
    const call = '"jsonrpc":"2.0","method"';
    const talk: readonly (readonly [string, unknown])[] = [
      [`{${call}:"add","params":[1,2],"id":1}`, result(1, 3)],
      [`{${call}:"echo","params":["ä",null],"id":"text"}`, result("text", ["ä", null])],
      // A notification has no answer, also where it is wrong; what it set is there.
      [`{${call}:"set","params":["key",{"a":1}]}`, undefined],
      [`{${call}:"nothing"}`, undefined],
      [`{${call}:"get","params":["key"],"id":2}`, result(2, { a: 1 })],
      [`{${call}:"keys","id":3}`, result(3, ["key"])],
      ["{no JSON", error(-32700, "Parse error")],
      ['{"jsonrpc":"2.0","method":1,"id":4}', error(-32600, "Invalid Request")],
      ["[]", error(-32600, "Invalid Request")],
      [`{${call}:"nothing","id":5}`, error(-32601, "Method not found", 5)],
      [`{${call}:"add","params":["1",2],"id":6}`, error(-32602, "a number is expected", 6)],
      [
        `[{${call}:"ping","id":7},{${call}:"ping"},1,{${call}:"add","params":[2,2],"id":8}]`,
        [result(7, "pong"), error(-32600, "Invalid Request"), result(8, 4)],
      ],
      [`[{${call}:"ping"},{${call}:"ping"}]`, undefined],
      [`{${call}:"ping","id":9}`, result(9, "pong")],
    ];
    socket.write(talk.map(([line]) => `${line}\n`).join(""));
    const answers = talk.flatMap(([, answer]) => (answer === undefined ? [] : [answer]));
    await until("the last answer", () => got().split("\n").length > answers.length);
    const lines = got().trimEnd().split("\n");
    expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual(answers);
    expect(complaints).toEqual([]);
  });
});
