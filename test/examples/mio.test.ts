import { type ChildProcess, execFile, spawn } from "node:child_process";
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { connect } from "node:net";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterEach, beforeAll, describe, expect, it } from "vitest";
import { until, within } from "../support/events.js";

const root = fileURLToPath(new URL("../../", import.meta.url));
const run = promisify(execFile);
const place = (example: string): string => `build/examples/mio/${example}.js`;
const children: ChildProcess[] = [];

/** A server of an example, at a free port: what it prints, and the port. */
async function serve(example: string): Promise<{ lines: string[]; port: number }> {
  const child = spawn(process.execPath, [place(example), "127.0.0.1:0"], {
    cwd: root,
    stdio: ["ignore", "pipe", "inherit"],
  });
  children.push(child);
  const lines: string[] = [];
  createInterface({ input: child.stdout }).on("line", (line) => lines.push(line));
  await until(`${example} to listen`, () => lines.length >= 3);
  return { lines, port: Number(lines[1]?.split(" ").at(-1)) };
}

beforeAll(async () => {
  await run("npm", ["run", "-s", "examples"], { cwd: root });
});

afterEach(() => {
  for (const child of children.splice(0)) child.kill();
});

describe("a program of mio, ported line by line", () => {
  it("MO-01..09 its README: a listener and a stream, told apart by their tokens", async () => {
    const { stdout, stderr } = await run(process.execPath, [place("readme")], {
      cwd: root,
      timeout: 30_000,
    });
    expect(stderr).toBe("");
    const lines = stdout.trimEnd().split("\n");
    expect(lines.sort()).toEqual(["accepted and dropped", "readable, read 0", "writable"]);
  });

  it("MO-50 tcp_server: greets, prints what it is told, sees the end, and serves several", async () => {
    const { lines, port } = await serve("tcp-server");
    for (const words of ["first words", "second words"]) {
      const socket = connect({ port, host: "127.0.0.1", allowHalfOpen: true });
      const [greeting] = (await within("the greeting", once(socket, "data"))) as [Buffer];
      expect(greeting.toString()).toBe("Hello world!\n");
      socket.write(`${words}\n`);
      await until("the words", () => lines.includes(`Received data: ${words}`));
      const ends = lines.filter((line) => line === "Connection closed").length;
      socket.end();
      await within("the end", once(socket.resume(), "close"));
      await until("its end", () => {
        return lines.filter((line) => line === "Connection closed").length > ends;
      });
    }
    expect(
      lines.filter((line) => line.startsWith("Accepted connection from: 127.0.0.1:")),
    ).toHaveLength(2);
  });

  it("MO-50 udp_server: echoes each datagram", async () => {
    const { port } = await serve("udp-server");
    const socket = createSocket("udp4");
    const echoes: string[] = [];
    socket.on("message", (bytes) => echoes.push(bytes.toString()));
    for (const words of ["hello", "", "x".repeat(9_000)]) socket.send(words, port, "127.0.0.1");
    await until("the echoes", () => echoes.length === 3);
    socket.close();
    expect(echoes).toEqual(["hello", "", "x".repeat(9_000)]);
  });

  it("frames of a FrameDecoder on a TcpStream", async () => {
    const { stdout } = await run(process.execPath, [place("frames")], {
      cwd: root,
      timeout: 30_000,
    });
    expect(
      stdout
        .trimEnd()
        .split("\n")
        .map((line) => line.trim()),
    ).toEqual(["3 bytes: one", "3 bytes: two", "500000 bytes: xxxxx", "0 bytes:", "4 bytes: last"]);
  });

  it("MO-33 messages of a codec on a UdpSocket: one datagram, one frame, or refused", async () => {
    const { stdout } = await run(process.execPath, [place("udp-codec")], {
      cwd: root,
      timeout: 30_000,
    });
    expect(stdout.trimEnd().split("\n")).toEqual([
      "not sent: RangeError: a datagram of more than 64 bytes",
      "north: -3.5",
      "refused: RangeError: a datagram of more than 64 bytes",
      expect.stringMatching(
        /^refused: IncompleteFrameError: the stream ended inside the frame at offset 0/,
      ),
      "refused: ProtocolError: the codec refused the frame at offset 0: TypeError: no reading",
      "south: 31",
    ]);
  });
});
