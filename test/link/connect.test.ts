import { describe, expect, it } from "vitest";
import { lines, listen, textCodec } from "../../src/index.js";
import { rejection, turns, until, within } from "../support/events.js";
import { useLinks } from "./world.js";

const world = useLinks();

// LK-47
describe("connect", () => {
  it("reaches a server that is started late", async () => {
    const before = await world().listen();
    const { port } = before;
    await before.listener.close();
    const connecting = world().connect({ port, retryAfterMs: 1 });
    await turns(20);
    const { listener } = await world().listen({ port });
    const link = await within("the link", connecting);
    await link.send("at last");
    expect(await (await listener.accept()).recv()).toBe("at last");
  });

  it("gives up after timeoutMs, and says what it was told last", async () => {
    const { listener, port } = await world().listen();
    await listener.close();
    const connecting = world().connect({ port, retryAfterMs: 5, timeoutMs: 500 });
    const error = await rejection("connect", connecting);
    expect(error).toMatchObject({ code: "ETIMEDOUT", cause: { code: "ECONNREFUSED" } });
    expect((error as Error).message).toBe(`127.0.0.1:${port} could not be reached in 500 ms`);
  });

  it("tries at delays that grow up to a cap, where it is told to", async () => {
    const { listener, port } = await world().listen({
      protocol: { onConnect: () => Promise.reject(new Error("not today")) },
    });
    const connecting = world().connect({
      port,
      protocol: { onConnect: async (link) => void (await link.recv()) },
      // 1 ms, 100 ms, and 10 s would be too late.
      retryAfterMs: { firstMs: 1, factor: 100, maxMs: 20_000, jitter: false },
      timeoutMs: 10_000,
    });
    const error = await rejection("connect", connecting);
    expect(error).toMatchObject({ code: "ETIMEDOUT", cause: { name: "ConnectionClosedError" } });
    expect(listener.stats().accepted).toBe(3);
  });

  it("says which delay is none", async () => {
    const refused = world().connect({ port: 1, retryAfterMs: { firstMs: 0 } });
    expect(await rejection("connect", refused)).toMatchObject({
      name: "RangeError",
      message: '"retryAfterMs.firstMs" expected an integer from 1 to 2147483647, got 0',
    });
  });

  it("does not try again unless it is told to", async () => {
    const { listener, port } = await world().listen();
    await listener.close();
    const error = await rejection("connect", world().connect({ port }));
    expect(error).toMatchObject({ name: "NetworkError", code: "ECONNREFUSED" });
  });

  it("ends when the signal aborts, also between two attempts", async () => {
    const { listener, port } = await world().listen();
    await listener.close();
    const own = new AbortController();
    const connecting = world().connect({
      port,
      retryAfterMs: 2_000_000_000,
      timeoutMs: 2 ** 31 - 1,
      signal: own.signal,
    });
    await turns(20);
    own.abort(new Error("enough"));
    expect(await rejection("connect", connecting)).toBe(own.signal.reason);
  });

  it("ends when the loop stops, and a link ends with it", async () => {
    const { listener, port } = await world().listen();
    const { loop } = world().raw;
    const link = await world().connect({ port });
    const accepted = await listener.accept();
    await within("the loop to stop", loop.stop());
    expect([link.state, accepted.state]).toEqual(["closed", "closed"]);
    expect(listener.tryAccept()).toEqual({ status: "closed" });
  });

  // LK-06..09
  it("resolves names, and links know who they are", async () => {
    const { listener, port } = await world().listen({ name: "feed" });
    const link = await world().connect({ host: "localhost", port, name: "desk" });
    const accepted = await listener.accept();
    expect([link.name, link.lineage]).toEqual(["desk", `localhost:${port}`]);
    expect([accepted.name, accepted.lineage]).toEqual(["feed", `127.0.0.1:${port}`]);
    expect(link.remoteAddress).toEqual({ address: "127.0.0.1", family: "IPv4", port });
    expect(link.localAddress).toEqual(accepted.remoteAddress);
    const local = `127.0.0.1:${link.localAddress?.port}`;
    expect(String(link)).toBe(`desk@${local}->127.0.0.1:${port}`);
    expect(String(accepted)).toBe(`feed@127.0.0.1:${port}<-${local}`);
    await link.close();
    expect(String(link)).toBe(`desk@${local}->127.0.0.1:${port}`);
  });

  it("says which name there is not", async () => {
    const connecting = world().connect({ host: "no-such-host.invalid", port: 9 });
    const error = await rejection("connect", connecting);
    expect(error).toMatchObject({ name: "NetworkError" });
    expect((error as { code: string }).code).toMatch(/^(ENOTFOUND|EAI_AGAIN)$/);
  });
});

describe("listen", () => {
  it("says that a port is taken", async () => {
    const { port } = await world().listen();
    expect(await rejection("listen", world().listen({ port }))).toMatchObject({
      code: "EADDRINUSE",
    });
  });

  it("closes when its signal aborts; those who wait to accept hear of it", async () => {
    const own = new AbortController();
    const { listener } = await world().listen({ signal: own.signal });
    const accepting = listener.accept();
    own.abort();
    expect(await rejection("accept", accepting)).toMatchObject({ name: "ConnectionClosedError" });
    for await (const link of listener) throw new Error(`nobody was to come: ${String(link)}`);
  });

  it("iterates over those who come", async () => {
    const { listener, port } = await world().listen();
    const seen: string[] = [];
    const serving = (async () => {
      for await (const link of listener) seen.push(await link.recv());
    })();
    for (const text of ["a", "b"]) {
      await (await world().connect({ port })).send(text);
      await until(text, () => seen.includes(text));
    }
    await listener.close();
    await within("the end", serving);
    expect(seen).toEqual(["a", "b"]);
  });

  it("accept gives up in time", async () => {
    const { listener } = await world().listen();
    const error = await rejection("accept", listener.accept({ timeoutMs: 1 }));
    expect(error).toMatchObject({ name: "TimeoutError" });
  });

  it("aborts what does not close in graceMs", async () => {
    const codec = textCodec(lines());
    const listener = await listen({ codec, loop: world().raw.loop, lingerMs: 2_000_000_000 });
    // A raw peer does not answer the FIN.
    await world().raw.dial(listener.address.port);
    const link = await listener.accept();
    await within("the end", listener.close({ graceMs: 1 }));
    expect([link.state, listener.connectionCount]).toEqual(["closed", 0]);
  });
});
