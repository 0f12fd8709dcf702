import { describe, expect, it } from "vitest";
import { TimeoutError, observers } from "../../src/index.js";
import { rejection, within } from "../support/events.js";
import { useLinks } from "./world.js";

const world = useLinks();

// LK-11..17
describe("observers", () => {
  it("log each message, at their levels, to any logger like pino", async () => {
    const lines: unknown[] = [];
    const note = (level: string) => (fields: object, text: string) => {
      lines.push([level, text, Reflect.get(fields, "message")]);
    };
    const log = {
      trace: note("trace"),
      debug: note("debug"),
      info: note("info"),
      warn: note("warn"),
      error: note("error"),
    };
    const observer = observers.logger<string, string>(log, { recvLevel: "debug" });
    const { accepted, dialed } = await world().pair({}, { observer });
    await dialed.send("ping");
    await accepted.recv();
    await accepted.send("pong");
    await dialed.recv();
    expect(lines).toEqual([
      ["info", "sent", "ping"],
      ["debug", "received", "pong"],
    ]);
    expect(() => observers.logger(log, { sentLevel: "loud" as "info" })).toThrow(RangeError);
    expect(() => observers.logger({} as typeof log)).toThrow(TypeError);
  });

  it("count, and say when enough have come", async () => {
    const observer = observers.counter();
    const { accepted, dialed } = await world().pair({ observer });
    const enough = observer.hasReceived(3, { timeoutMs: 10_000 });
    for (const text of ["a", "b", "c"]) await dialed.send(text);
    await within("three", enough);
    await accepted.send("d");
    expect([observer.received, observer.sent]).toEqual([3, 1]);
    await observer.hasReceived(3);
    const late = await rejection("a fourth", observer.hasReceived(4, { timeoutMs: 1 }));
    expect(late).toBeInstanceOf(TimeoutError);
    expect((late as Error).message).toBe("3 of 4 messages have come in time");
  });

  it("store the last messages, the newest found first", async () => {
    const observer = observers.store<string, string>({ entriesMax: 3 });
    const { accepted, dialed } = await world().pair({}, { observer, name: "desk" });
    for (const text of ["buy 1", "buy 2", "sell 3"]) await dialed.send(text);
    await accepted.send("done 2");
    await dialed.recv();
    expect(observer.length).toBe(3);
    expect(observer.entries().map(({ direction, message }) => [direction, message])).toEqual([
      ["sent", "buy 2"],
      ["sent", "sell 3"],
      ["received", "done 2"],
    ]);
    expect(observer.find(({ message }) => message.startsWith("buy"))?.message).toBe("buy 2");
    expect(observer.findReceived(() => true)?.message).toBe("done 2");
    expect(observer.findSent(({ message }) => message.startsWith("done"))).toBeUndefined();
    expect(observer.last).toMatchObject({ link: "desk", direction: "received", message: "done 2" });
  });

  it("store what a message is converted to, and wait for one that is to come", async () => {
    const observer = observers.store<string, string, number>({ convert: (text) => text.length });
    const { accepted, dialed } = await world().pair({ observer });
    const waiting = observer.waitFor(({ message }) => message === 5, { timeoutMs: 10_000 });
    await dialed.send("four");
    await dialed.send("fives");
    expect(await waiting).toMatchObject({ direction: "received", message: 5 });
    expect(await observer.waitFor(({ message }) => message === 4)).toMatchObject({ message: 4 });
    const never = observer.waitFor(({ message }) => message === 9, { timeoutMs: 1 });
    expect(await rejection("nine", never)).toBeInstanceOf(TimeoutError);
    expect(accepted.inboxLength).toBe(2);
  });

  it("are chained: each is told, in order", async () => {
    const order: string[] = [];
    const one = (who: string) => ({
      onRecv: (_: unknown, message: string) => void order.push(`${who} got ${message}`),
      onSent: (_: unknown, message: string) => void order.push(`${who} sent ${message}`),
    });
    const counting = observers.counter();
    const observer = observers.chain<string, string>(one("first"), counting, {}, one("last"));
    const { accepted, dialed } = await world().pair({}, { observer });
    await dialed.send("x");
    await accepted.send("y");
    await dialed.recv();
    expect(order).toEqual(["first sent x", "last sent x", "first got y", "last got y"]);
    expect([counting.sent, counting.received]).toEqual([1, 1]);
  });

  it("that throw close the link they observe, and no caller's send fails for it", async () => {
    const fault = new Error("a full disk");
    const observer = {
      onSent: () => {
        throw fault;
      },
    };
    const { accepted, dialed } = await world().pair({}, { observer });
    await dialed.send("sent all the same");
    expect(await accepted.recv()).toBe("sent all the same");
    expect(await within("the end", dialed.closed)).toEqual({ code: "handler-error", error: fault });
  });
});
