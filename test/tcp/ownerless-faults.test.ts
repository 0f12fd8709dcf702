import { describe, expect, it } from "vitest";
import { lengthPrefixed } from "../../src/index.js";
import { Journal, rejection, within } from "../support/events.js";
import { READ_PATHS, useWorld } from "../support/sockets.js";
import { stillEchoes } from "../support/scenes.js";

const framing = lengthPrefixed(1);

function whose(connection: object | null): string {
  return connection === null ? "of nobody" : "of a connection";
}

describe.each(READ_PATHS)("a fault that is no connection's over $path", ({ directReads }) => {
  const world = useWorld(directReads);

  it.each(["throws", "rejects"])(
    "in onEvent, which %s, is reported with no connection",
    async (how) => {
      const journal = new Journal();
      const { port } = await world().serve(
        { framing },
        {
          onEvent: ({ type }) => {
            if (type !== "connectionEstablished") return undefined;
            if (how === "throws") throw new Error("bang!");
            return Promise.reject(new Error("bang!"));
          },
          onFrame: (connection, frame) => void connection.send(frame),
          onError: (connection, error) =>
            journal.note(`error ${whose(connection)} ${String(error)}`),
        },
      );
      const peer = await world().dial(port);
      await stillEchoes(peer);
      expect(journal.lines).toEqual(["error of nobody Error: bang!"]);
    },
  );

  it("in createSession refuses the connection and reports it with none", async () => {
    const journal = new Journal();
    const fail = (): number => {
      throw new Error("no session");
    };
    const { server, port } = await world().serve(
      { framing, createSession: fail },
      {
        onConnect: () => journal.note("connect"),
        onError: (connection, error) => journal.note(`error ${whose(connection)} ${String(error)}`),
        onDisconnect: () => journal.note("disconnect"),
      },
    );
    const peer = await world().dial(port);
    await within("the refusal", peer.rest());
    await journal.has("error");
    expect(journal.lines).toEqual(["error of nobody Error: no session"]);
    expect(server.connectionCount).toBe(0);
    expect(world().loop.stats().connections).toBe(0);
  });

  it("in a client's createSession makes connect() reject with that error", async () => {
    const port = await world().listen(() => undefined);
    const fail = (): number => {
      throw new Error("no session");
    };
    const client = world().client({ port, framing, createSession: fail }, {});
    expect(String(await rejection("connect", client.connect()))).toBe("Error: no session");
  });
});
