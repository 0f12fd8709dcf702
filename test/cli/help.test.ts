import { mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { CLI, Command } from "./command.js";

const manifest = JSON.parse(
  readFileSync(new URL("../../package.json", import.meta.url), "utf8"),
) as { readonly version: string };

describe("asked for help", () => {
  test("it explains the main job and its options, with examples, and hides the load", async () => {
    const command = new Command(["--help"]);
    expect(await command.ended()).toBe(0);
    const { output } = command;
    for (const part of ["--frames <n>", "--connections <n>", "--seed <n>", "serve", "Examples:"]) {
      expect(output).toContain(part);
    }
    expect(output).toContain("npm start -- serve --port 9000");
    expect(output).not.toMatch(/^ +load/m);
  });

  test("it explains the server, with examples", async () => {
    const command = new Command(["serve", "--help"]);
    expect(await command.ended()).toBe(0);
    for (const part of ["--port", "--host", "127.0.0.1", "--framing", "--max-frame-bytes"]) {
      expect(command.output).toContain(part);
    }
    expect(command.output).toContain("millrace serve --port 9000 --framing lines");
  });

  test("it knows its version", async () => {
    const command = new Command(["--version"]);
    expect(await command.ended()).toBe(0);
    expect(command.output).toBe(`${manifest.version}\n`);
  });

  test("it does so through a symbolic link, as npx runs it", async () => {
    const directory = mkdtempSync(join(tmpdir(), "millrace-"));
    onTestFinished(() => rmSync(directory, { recursive: true }));
    const link = join(directory, "millrace");
    symlinkSync(CLI, link);
    const version = new Command(["--version"], link);
    expect(await version.ended()).toBe(0);
    expect(version.output).toBe(`${manifest.version}\n`);
    const job = new Command(["--frames", "200", "--connections", "2"], link);
    expect(await job.ended()).toBe(0);
    expect(job.output).toContain("Every byte came back");
  });
});

test.each([
  { args: "frob", says: /there is no command 'frob'/ },
  { args: "--frobs", says: /unknown option '--frobs'/ },
  { args: "--frames many", says: /'--frames <n>' argument 'many' is invalid.*from 1 to/ },
  { args: "--frames 0", says: /'--frames <n>' argument '0' is invalid/ },
  { args: "--frames 1.5", says: /'--frames <n>' argument '1.5' is invalid/ },
  { args: "--connections 1001", says: /'--connections <n>' argument '1001'.*from 1 to 1000/ },
  { args: "--seed -1", says: /'--seed <n>' argument '-1' is invalid/ },
  { args: "serve more", says: /too many arguments for 'serve'/ },
  { args: "serve --port 65536", says: /'--port <n>' argument '65536'.*from 0 to 65535/ },
  { args: "serve --framing u64be", says: /argument 'u64be' is invalid.*u32be, u32le/ },
  { args: "serve --max-frame-bytes 4TB", says: /argument '4TB' is invalid.*64KiB/ },
  { args: "serve --max-frame-bytes 2GiB", says: /argument '2GiB' is invalid.*up to 1 GiB/ },
  { args: "serve --framing u64be", says: /or a preset such as mqtt/ },
  { args: "serve --framing raw --max-frame-bytes 9", says: /does not go with raw/ },
  { args: "serve --framing bittorrentStartup", says: /"skip" expected the very bytes to be enc/ },
])("refuses: millrace $args", async ({ args, says }) => {
  const command = new Command(args.split(" "));
  expect(await command.ended()).toBe(1);
  expect(command.errors).toMatch(/^error: /);
  expect(command.errors).toMatch(says);
  expect(command.errors).not.toMatch(/^ +at /m);
});
