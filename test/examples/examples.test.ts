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
});
