import { expect, test } from "vitest";
import { Command } from "./command.js";

/** The figure of a row of the table. */
function figure(output: string, row: string): string | undefined {
  return new RegExp(`│ ${row} +│ +(.*?) │`).exec(output)?.[1];
}

test("a small run gets every byte back, says so in a table, and exits with 0", async () => {
  const command = new Command(["--frames", "20000", "--seed", "7"]);
  expect(await command.ended()).toBe(0);
  const { output, errors } = command;
  expect(errors).toBe("");
  expect(output).toContain("20,000 frames on 32 connections, seed 7");
  expect(output).toMatch(/^100 %: 20,000 of 20,000 frames$/m);
  expect(figure(output, "frames")).toBe("20,000");
  expect(figure(output, "of them written byte by byte")).toBe("20");
  expect(figure(output, "frames/s")).toMatch(/^[\d,]+$/);
  expect(figure(output, "MB/s")).toMatch(/^\d+\.\d$/);
  expect(figure(output, "round trip, p50")).toMatch(/^\d+\.\d\d ms$/);
  expect(figure(output, "round trip, p99")).toMatch(/^\d+\.\d\d ms$/);
  expect(figure(output, "pool, most ever out")).toMatch(/^\d+\.\d of \d+\.\d MiB$/);
  expect(figure(output, "JS heap growth per frame")).toMatch(/^-?\d+\.\d{3} bytes$/);
  for (const row of ["wrong bytes", "wrong frames", "missing frames", "pool buffers not home"]) {
    expect(figure(output, row)).toBe("0");
  }
  expect(output).toContain("Every byte came back, in its order.");
});

test("the same seed sends the same bytes, another one does not", async () => {
  const seeds = ["1", "1", "2"];
  const bytes: (string | undefined)[] = [];
  for (const seed of seeds) {
    const command = new Command(["--frames", "2000", "--connections", "3", "--seed", seed]);
    expect(await command.ended()).toBe(0);
    bytes.push(figure(command.output, "payload bytes"));
  }
  expect(bytes[0]).toMatch(/^[\d,]+$/);
  expect(bytes[1]).toBe(bytes[0]);
  expect(bytes[2]).not.toBe(bytes[0]);
});

test("fewer frames than connections are sent and found", async () => {
  const command = new Command(["--frames", "5", "--connections", "9"]);
  expect(await command.ended()).toBe(0);
  expect(figure(command.output, "frames")).toBe("5");
});

test("Ctrl-C ends both processes: exit code 130", async () => {
  const command = new Command(["--frames", "50000000"]);
  await command.prints(/ echoes on /);
  command.child.kill("SIGINT");
  expect(await command.ended()).toBe(130);
  expect(command.errors).toContain("error: interrupted by SIGINT");
});
