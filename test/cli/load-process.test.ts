import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { LoadProcess } from "../../src/cli/load-process.js";
import { rejection, within } from "../support/events.js";
import { CLI, Command } from "./command.js";

const DIES = fileURLToPath(new URL("fixtures/dies.mjs", import.meta.url));

function start(script: string, seed: number): LoadProcess {
  const options = { port: 1, frames: 1, connections: 1, seed };
  return new LoadProcess(script, options);
}

test.each([
  { how: "exits", seed: 1, says: "the load's process ended before its time: exit code 3" },
  { how: "is killed", seed: 2, says: "the load's process ended before its time: SIGKILL" },
  { how: "fails", seed: 3, says: "the load failed: no way to the server" },
])("a load that $how says so", async ({ seed, says }) => {
  const load = start(DIES, seed);
  expect(await rejection("its report", load.report)).toMatchObject({ message: says });
  await within("its end", load.ended());
});

test("a load that finds no server says so", async () => {
  const load = start(CLI, 0);
  const error = await rejection("its report", load.report);
  expect(String(error)).toMatch(/^Error: the load failed: .*ECONNREFUSED/);
  await within("its end", load.ended());
});

test("a load that is given up is killed, and the reason told", async () => {
  const load = start(CLI, 0);
  load.fail(new Error("enough"));
  expect(await rejection("its report", load.report)).toMatchObject({ message: "enough" });
  await within("its end", load.ended());
});

test("the load is no command for users", async () => {
  const command = new Command(["load", "--port", "1"]);
  expect(await command.ended()).toBe(1);
  expect(command.errors).toBe("error: the load is started by millrace itself\n");
});
