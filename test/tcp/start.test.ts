import { describe, expect, it } from "vitest";
import { NetworkError, lengthPrefixed } from "../../src/index.js";
import { Journal, rejection, turns, within } from "../support/events.js";
import { READ_PATHS, useWorld } from "../support/sockets.js";
import { answersAt } from "../support/scenes.js";

const framing = lengthPrefixed(4, { maxFrameBytes: 64 * 2 ** 20 });

describe.each(READ_PATHS)("start() over $path", ({ directReads }) => {
  const world = useWorld(directReads);

  it("before start() makes start() a TypeError; after it a second start() is one too", async () => {
    const early = world().server({ framing }, {});
    await early.stop();
    expect(String(await rejection("start()", early.start()))).toContain(
      '"server" expected to be new',
    );
    const { server } = await world().serve({ framing }, {});
    expect(await rejection("start()", server.start())).toBeInstanceOf(TypeError);
  });

  it("while start() is under way leaves nobody listening", async () => {
    const journal = new Journal();
    const server = world().server({ framing }, { onEvent: ({ type }) => journal.note(type) });
    const starting = server.start().catch(() => undefined);
    await within("stop()", server.stop());
    const address = await within("start()", starting);
    await turns(5);
    if (address !== undefined) expect(await answersAt(address.port)).toBe(false);
  });

  it("of a signal that aborted before makes start() reject with its reason", async () => {
    const reason = new Error("never mind");
    const server = world().server({ framing, signal: AbortSignal.abort(reason) }, {});
    expect(await rejection("start()", server.start())).toBe(reason);
  });

  it("of a signal that aborts while start() is under way leaves nobody listening", async () => {
    const controller = new AbortController();
    const server = world().server({ framing, signal: controller.signal }, {});
    const starting = server.start().catch(() => undefined);
    controller.abort(new Error("never mind"));
    const address = await within("start()", starting);
    await turns(5);
    if (address !== undefined) expect(await answersAt(address.port)).toBe(false);
  });

  it("lets another server have the port at once", async () => {
    const { server, port } = await world().serve({ framing }, {});
    await server.stop();
    const next = await world().serve({ framing, port }, {});
    expect(next.port).toBe(port);
  });
});

describe("a port in use", () => {
  const world = useWorld(true);

  it("makes start() reject with EADDRINUSE, and is tried again by another start()", async () => {
    const { server, port } = await world().serve({ framing }, {});
    const second = world().server({ framing, port }, {});
    const error = await rejection("start()", second.start());
    expect(error).toBeInstanceOf(NetworkError);
    expect(error).toMatchObject({ code: "EADDRINUSE", cause: { code: "EADDRINUSE" } });
    expect(second.address).toBeUndefined();
    await server.stop();
    expect(await within("a second start()", second.start())).toMatchObject({ port });
    expect(second.address).toMatchObject({ port });
  });
});
