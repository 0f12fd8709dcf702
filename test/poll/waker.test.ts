import { Worker } from "node:worker_threads";
import { describe, expect, it } from "vitest";
import { Poll, RemoteWaker, Token, Waker } from "../../src/poll.js";
import { within } from "../support/events.js";
import { Watch, mine } from "./support.js";

/** A thread that wakes so often as it is told; it has nothing but what was posted to it. */
const SCRIPT = `
  const { parentPort, workerData } = require("node:worker_threads");
  const cell = new Int32Array(workerData);
  parentPort.on("message", (count) => {
    for (let i = 0; i < count; ++i) { Atomics.add(cell, 0, 1); Atomics.notify(cell, 0); }
    parentPort.postMessage("woken");
    if (count === 0) process.exit();
  });
`;

describe("MO-25 a waker", () => {
  it("wakes a poll that waits; wakes that nobody has seen yet are one; it needs no draining", async () => {
    const watch = new Watch();
    const waker = mine(new Waker(watch.poll.registry, Token(9)));
    const waiting = watch.next();
    waker.wake();
    expect(await waiting).toEqual(["Event(9: READABLE)"]);
    for (let i = 0; i < 1_000; ++i) waker.wake();
    expect(await watch.next()).toEqual(["Event(9: READABLE)"]);
    expect(await watch.quiet()).toEqual([]);
    waker.wake();
    expect(await watch.next()).toEqual(["Event(9: READABLE)"]);
  });

  it("is the only one of its poll, until it is closed", async () => {
    const watch = new Watch();
    const { registry } = watch.poll;
    const waker = mine(new Waker(registry, Token(9)));
    expect(() => new Waker(registry, Token(8))).toThrow(TypeError);
    expect(() => new Waker(registry.tryClone(), Token(8))).toThrow(TypeError);
    mine(new Waker(new Poll().registry, Token(9)));
    waker.close();
    waker.close();
    waker.wake();
    new RemoteWaker(waker.shared).wake();
    expect(await watch.quiet()).toEqual([]);
    mine(new Waker(registry, Token(9))).wake();
    expect(await watch.next()).toEqual(["Event(9: READABLE)"]);
    expect(() => new RemoteWaker({} as SharedArrayBuffer)).toThrow(TypeError);
  });

  it("MI-08 is woken by two worker threads, which end a run from there", async () => {
    const { poll } = new Watch();
    const waker = mine(new Waker(poll.registry, Token(0)));
    const workers = [0, 1].map(() => new Worker(SCRIPT, { eval: true, workerData: waker.shared }));
    for (const worker of workers) {
      const woken = within(
        "a wake from a thread",
        poll.run(new Map([[Token(0), () => poll.stop()]])),
      );
      worker.postMessage(1);
      await woken;
    }
    const answers = workers.map((worker) => {
      return new Promise((resolve) => {
        worker.once("message", resolve);
        worker.postMessage(1_000);
      });
    });
    let wakes = 0;
    const counting = poll.run(() => void (wakes += 1));
    await within("both threads", Promise.all(answers));
    await new Watch().quiet();
    poll.stop();
    await counting;
    expect(wakes).toBeGreaterThan(0);
    expect(wakes).toBeLessThan(2_000);
    const exits = workers.map((worker) => new Promise((resolve) => worker.once("exit", resolve)));
    for (const worker of workers) worker.postMessage(0);
    await within("the threads to end", Promise.all(exits));
  });
});
