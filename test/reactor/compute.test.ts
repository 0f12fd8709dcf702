import { afterEach, describe, expect, it, vi } from "vitest";
import {
  type ComputePriority,
  type ComputeTask,
  ConnectionClosedError,
  EventLoop,
} from "../../src/index.js";
import { PASSES_MAX } from "../../src/reactor/line.js";
import { rejection, until, within } from "../support/events.js";

const module = new URL("./fixtures/work.mjs", import.meta.url);
const loops: EventLoop[] = [];

function loopWith(computeThreads: number): EventLoop {
  const loop = new EventLoop({ arena: "4 MiB", computeThreads });
  loops.push(loop);
  return loop;
}

function shared(length: number): Int32Array<SharedArrayBuffer> {
  return new Int32Array(new SharedArrayBuffer(4 * length));
}

/** A task that holds its thread until it is let go. */
function barrier(loop: EventLoop): { done: Promise<unknown>; open: () => void } {
  const gate = shared(1);
  const done = loop.spawnCompute({ module, export: "pass", data: { gate, answer: "passed" } });
  const open = (): void => {
    Atomics.store(gate, 0, 1);
    Atomics.notify(gate, 0);
  };
  return { done, open };
}

afterEach(async () => {
  await Promise.all(loops.splice(0).map((loop) => loop.stop()));
});

describe("work for other threads", () => {
  it("answers what the function of the module answers", async () => {
    const loop = loopWith(2);
    const squares = [1, 2, 3, 4, 5].map((data) => {
      return loop.spawnCompute({ module, export: "square", data });
    });
    expect(await within("the squares", Promise.all(squares))).toEqual([1, 4, 9, 16, 25]);
    const same = await within(
      "a copy",
      loop.spawnCompute({ module: module.pathname, data: { a: 1 } }),
    );
    expect(same).toEqual({ a: 1 });
    const { totalMs, ...counts } = loop.stats().compute;
    expect(counts).toEqual({ queued: 0, running: 0, completed: 6, failed: 0, cancelled: 0 });
    expect(totalMs).toBeGreaterThan(0);
  });

  it("moves what is to be transferred", async () => {
    const data = new Uint8Array([1, 2, 3]);
    const task: ComputeTask = { module, data, transfer: [data.buffer] };
    const there = within("the bytes", loopWith(1).spawnCompute(task));
    await there;
    expect(data.length).toBe(0);
    expect(await there).toEqual(new Uint8Array([1, 2, 3]));
  });

  /** The order in which tasks of these priorities ran on the one thread, as indices. */
  async function order(priorities: readonly ComputePriority[]): Promise<number[]> {
    const loop = loopWith(1);
    const { open } = barrier(loop);
    const turns = shared(priorities.length + 1);
    const all = priorities.map((priority, name) => {
      return loop.spawnCompute({ module, export: "note", data: { turns, name } }, { priority });
    });
    expect(loop.stats().compute).toMatchObject({ queued: priorities.length, running: 1 });
    open();
    await within("all tasks", Promise.all(all));
    return [...turns.subarray(1)];
  }

  it("goes by priority, and within one by who came first", async () => {
    const ran = await order(["low", "normal", "critical", "high", "low", "normal", "critical"]);
    expect(ran).toEqual([2, 6, 3, 1, 5, 0, 4]);
  });

  it("is not passed over for ever: a low task has its turn among 100 critical ones", async () => {
    const ran = await order(["low", "low", ...Array<ComputePriority>(100).fill("critical")]);
    expect(ran.indexOf(0)).toBe(PASSES_MAX);
    expect(ran.indexOf(1)).toBe(2 * PASSES_MAX + 1);
    expect(ran.filter((name) => name > 1)).toEqual(Array.from({ length: 100 }, (_, i) => i + 2));
  });

  it("that throws rejects with what it threw, counts as failed, and its thread lives", async () => {
    const loop = loopWith(1);
    const failing = loop.spawnCompute({ module, export: "fail", data: "seven" });
    const error = await rejection("the task", failing);
    expect(error).toBeInstanceOf(RangeError);
    expect(error).toMatchObject({ message: "seven" });
    expect(await loop.spawnCompute({ module, export: "square", data: 7 })).toBe(49);
    expect(loop.stats().compute).toMatchObject({ completed: 1, failed: 1 });
  });

  it("that ends its thread, or is nowhere, fails alone", async () => {
    const loop = loopWith(1);
    await rejection("a dying thread", loop.spawnCompute({ module, export: "die" }));
    await rejection("no module", loop.spawnCompute({ module: "/nowhere/at/all.mjs" }));
    await rejection("no export", loop.spawnCompute({ module, export: "nothing" }));
    expect(await loop.spawnCompute({ module, export: "square", data: 3 })).toBe(9);
    expect(loop.stats().compute).toMatchObject({ completed: 1, failed: 3, running: 0 });
  });

  it("is taken back by its signal, in line or on its thread", async () => {
    const loop = loopWith(1);
    const [inLine, onThread] = [new AbortController(), new AbortController()];
    const spinning = loop.spawnCompute({ module, export: "spin" }, { signal: onThread.signal });
    const waiting = loop.spawnCompute({ module, data: 1 }, { signal: inLine.signal });
    const late = loop.spawnCompute({ module, data: 1 }, { signal: AbortSignal.abort("late") });
    const last = loop.spawnCompute({ module, export: "square", data: 2 });
    inLine.abort("from the line");
    onThread.abort("from the thread");
    expect(await rejection("in line", waiting)).toBe("from the line");
    expect(await rejection("on its thread", spinning)).toBe("from the thread");
    expect(await rejection("too late", late)).toBe("late");
    expect(await within("the next", last)).toBe(4);
    await until("the end", () => loop.stats().compute.running === 0);
    expect(loop.stats().compute).toMatchObject({
      queued: 0,
      completed: 1,
      cancelled: 3,
      failed: 0,
    });
  });

  it("ends with the loop, and may begin again after it", async () => {
    const loop = loopWith(1);
    const tasks = [
      rejection("spinning", loop.spawnCompute({ module, export: "spin" })),
      rejection("waiting", loop.spawnCompute({ module, data: 1 })),
    ];
    const stopping = loop.stop();
    expect(() => loop.spawnCompute({ module })).toThrow(ConnectionClosedError);
    await within("stop()", stopping);
    for (const error of await Promise.all(tasks))
      expect(error).toBeInstanceOf(ConnectionClosedError);
    expect(await loop.spawnCompute({ module, export: "square", data: 5 })).toBe(25);
  });

  it("says what to install where the pool is missing", async () => {
    vi.doMock("piscina", () => {
      throw new Error("Cannot find package 'piscina'");
    });
    const error = await rejection("the task", loopWith(1).spawnCompute({ module, data: 1 }));
    vi.doUnmock("piscina");
    expect(error).toMatchObject({
      message: 'spawnCompute() needs the package "piscina": npm install piscina',
    });
  });

  it("says what is wrong with it", () => {
    const loop = loopWith(1);
    const priority = "urgent" as unknown as ComputePriority;
    expect(() => loop.spawnCompute({ module }, { priority })).toThrow(
      '"priority" expected "low" or',
    );
    expect(() => loop.spawnCompute(null as unknown as ComputeTask)).toThrow('"task" expected');
    expect(() => new EventLoop({ computeThreads: 0 })).toThrow('"computeThreads" expected');
  });
});
