import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { beforeAll, describe, expect, it } from "vitest";

const root = fileURLToPath(new URL("../../", import.meta.url));
const run = promisify(execFile);

/** What an example prints; it has to end by itself, without a word of complaint. */
async function outputOf(example: string): Promise<string[]> {
  const place = `build/examples/${example}.js`;
  const { stdout, stderr } = await run(process.execPath, [place], { cwd: root, timeout: 30_000 });
  expect(stderr).toBe("");
  return stdout.trimEnd().split("\n");
}

describe("an example, as it is run", () => {
  beforeAll(async () => {
    await run("npm", ["run", "-s", "examples"], { cwd: root });
  });

  it("asks and answers in MessagePack", async () => {
    expect(await outputOf("msgpackr")).toEqual([
      "north: mean 3, a picture of 3 bytes",
      "süd: mean 0, a picture of 20000 bytes",
      "closed: closed",
    ]);
  });

  it("asks and answers in Protocol Buffers", async () => {
    expect(await outputOf("protobuf")).toEqual([
      '{"iso":"1969-07-20T20:17:40.000Z","weekday":0}',
      '{"iso":"2000-01-01T00:00:00.000Z","weekday":6}',
    ]);
  });

  it("echoes the messages of mai's protocol, and refuses one that is wrong", async () => {
    expect(await outputOf("echo-codec")).toEqual([
      "server: ProtocolError: the codec refused the frame at offset 111891: RangeError: a message is empty",
      "1001 messages came back",
    ]);
  });

  it("shows the figures of a server as OpenTelemetry metrics", async () => {
    const sizes = [1_280, 5_120, 20_480, 81_920, 327_680, 1_310_720, 5_242_880, 20_971_520];
    expect(await outputOf("opentelemetry")).toEqual([
      "millrace.frames.in: 6",
      "millrace.frames.out: 6",
      "millrace.bytes.in: 85",
      "millrace.bytes.out: 72",
      "millrace.connections.refused: 1",
      "millrace.errors code=oversize: 1",
      "millrace.connections: 1",
      "millrace.outbound.bytes: 0",
      "millrace.parked.bytes: 0",
      ...sizes.map((bytes) => `millrace.pool.blocks blockBytes=${bytes}: 0`),
    ]);
  });

  it("follows a SoupBinTCP feed, also where it is cut off", async () => {
    expect(await outputOf("soupbintcp/main")).toEqual([
      "client got: { type: 'sequenced', data: 'one' }",
      "client got: { type: 'sequenced', data: 'two' }",
      "client got: { type: 'sequenced', data: 'three, while nobody was there' }",
      "client got: { type: 'endOfSession' }",
      "next sequence number: 4",
    ]);
  });
});
