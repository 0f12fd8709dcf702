import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { EventLoop, type LoopTimer } from "../../src/index.js";
import { until } from "../support/events.js";

describe("a loop's timers, many of them,", () => {
  const loop = new EventLoop({ arena: "4 MiB" });

  it("are 100,000 if so many are set, and each goes off", async () => {
    let gone = 0;
    for (let i = 0; i < 100_000; ++i) loop.setTimeout(i % 50, () => void ++gone);
    expect(loop.stats().timers).toBe(100_000);
    await until("all timers", () => gone === 100_000);
    expect(loop.stats().timers).toBe(0);
  });

  it("that are cancelled stay silent: 50,000 of 100,000", async () => {
    let gone = 0;
    const timers = Array.from({ length: 100_000 }, () => loop.setTimeout(5, () => void ++gone));
    const cancelled = timers.filter((timer, i) => i % 2 === 0 && timer.cancel());
    expect(cancelled).toHaveLength(50_000);
    expect(loop.stats().timers).toBe(50_000);
    await until("the other half", () => loop.stats().timers === 0);
    expect(gone).toBe(50_000);
    expect(timers.some((timer) => timer.cancel())).toBe(false);
  });

  it("repeat until they are cancelled: 1,000 of them, 100 times each", async () => {
    const counts = new Uint32Array(1_000);
    const timers = Array.from(counts, (_, i) => {
      const timer: LoopTimer = loop.setInterval(1, () => {
        counts[i] = (counts[i] ?? 0) + 1;
        if (counts[i] === 100) timer.cancel();
      });
      return timer;
    });
    await until("the last", () => loop.stats().timers === 0);
    expect(counts.every((count) => count === 100)).toBe(true);
    expect(timers.some((timer) => timer.cancel())).toBe(false);
  });
});

describe("a loop's timers", () => {
  const errors: unknown[] = [];
  const loop = new EventLoop({ arena: "4 MiB", onError: (error) => errors.push(error) });

  beforeEach(() => {
    errors.length = 0;
    // No test here does I/O: time is what the test says it is.
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "setInterval", "clearInterval"] });
  });

  afterEach(async () => {
    await loop.stop();
    vi.useRealTimers();
  });

  it("go off once, after their time", () => {
    const gone: number[] = [];
    loop.setTimeout(30, () => void gone.push(30));
    loop.setTimeout(10, () => void gone.push(10));
    expect(loop.stats().timers).toBe(2);
    vi.advanceTimersByTime(29);
    expect(gone).toEqual([10]);
    vi.advanceTimersByTime(100);
    expect(gone).toEqual([10, 30]);
    expect(loop.stats().timers).toBe(0);
  });

  it("may cancel themselves and set others", () => {
    let count = 0;
    let others = 0;
    const timer: LoopTimer = loop.setInterval(1, () => {
      if (++count === 3) timer.cancel();
      loop.setTimeout(1, () => void ++others);
    });
    vi.advanceTimersByTime(50);
    expect([count, others]).toEqual([3, 3]);
  });

  it("are cleared when the loop stops", async () => {
    let gone = 0;
    for (let i = 0; i < 1_000; ++i) loop.setTimeout(i, () => void ++gone);
    loop.setInterval(1, () => void ++gone);
    await loop.stop();
    expect(loop.stats().timers).toBe(0);
    vi.advanceTimersByTime(2_000);
    expect(gone).toBe(0);
  });

  it("that throw, or whose promises reject, tell onError and nobody else; intervals go on", async () => {
    const thrown = new Error("thrown");
    const rejected = new Error("rejected");
    const timer = loop.setInterval(10, () => {
      throw thrown;
    });
    loop.setTimeout(15, () => Promise.reject(rejected));
    await vi.advanceTimersByTimeAsync(20);
    expect(errors).toEqual([thrown, rejected, thrown]);
    expect(timer.cancel()).toBe(true);
  });

  it("that throw are warnings where there is no onError, or it throws itself", async () => {
    const warned = vi.spyOn(process, "emitWarning").mockImplementation(() => undefined);
    const plain = new EventLoop({ arena: "4 MiB" });
    const faulty = new EventLoop({
      arena: "4 MiB",
      onError: () => {
        throw new Error("second");
      },
    });
    for (const each of [plain, faulty])
      each.setTimeout(1, () => Promise.reject(new Error("first")));
    await vi.advanceTimersByTimeAsync(1);
    expect(warned.mock.calls.map(([warning]) => String(warning))).toEqual([
      "Error: first",
      "Error: second",
    ]);
    warned.mockRestore();
  });

  it("say what is wrong with their arguments", () => {
    const nothing = (): void => undefined;
    const range = 'RangeError: "ms" expected an integer from';
    const calls: [() => unknown, string][] = [
      [() => loop.setTimeout(-1, nothing), `${range} 0 to 2147483647, got -1`],
      [() => loop.setTimeout(2 ** 31, nothing), `${range} 0 to 2147483647, got 2147483648`],
      [() => loop.setInterval(0, nothing), `${range} 1 to 2147483647, got 0`],
      [
        () => loop.setTimeout(1, "now" as unknown as () => void),
        'TypeError: "fn" expected a function, got "now"',
      ],
      [
        () => new EventLoop({ arena: "4 MiB", onError: 5 as unknown as () => void }),
        'TypeError: "onError" expected a function, got 5',
      ],
    ];
    for (const [call, message] of calls) expect(call).toThrow(message.replace(/^\w+: /, ""));
  });
});
