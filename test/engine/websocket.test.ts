import { once } from "node:events";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";
import { describe, expect, it } from "vitest";
import { WebSocket, WebSocketServer, createWebSocketStream } from "ws";
import { type Handler, lengthPrefixed } from "../../src/index.js";
import { Journal, until, within } from "../support/events.js";
import { pattern } from "../support/sockets.js";
import { useEngines } from "./streams.js";

const framing = lengthPrefixed(4);

/** Both ends of a WebSocket, as streams. */
async function websocket(): Promise<{ near: Duplex; far: Duplex; close: () => void }> {
  const server = new WebSocketServer({ port: 0, host: "127.0.0.1" });
  await within("a listener", once(server, "listening"));
  const { port } = server.address() as AddressInfo;
  const client = new WebSocket(`ws://127.0.0.1:${port}`);
  const arrived = once(server, "connection");
  await within("a connection", once(client, "open"));
  const [accepted] = (await within("its other end", arrived)) as [WebSocket];
  return {
    near: createWebSocketStream(client),
    far: createWebSocketStream(accepted),
    close: () => server.close(),
  };
}

describe("a protocol engine over a WebSocket", () => {
  const engines = useEngines();

  it("brings frames of all sizes to and fro, in order, however messages cut them", async () => {
    const { near, far, close } = await websocket();
    const sizes = [0, 1, 4_096, 70_000, 1_000_000, 5];
    const got: Buffer[] = [];
    const echo: Handler = { onFrame: (connection, frame) => void connection.send(frame) };
    engines().engine({ framing }, echo).manage(far);
    const connection = engines()
      .engine({ framing }, { onFrame: (_, frame) => void got.push(Buffer.from(frame.copy())) })
      .manage(near);
    const payloads = sizes.map((size, i) => pattern(size, i));
    for (const payload of payloads) connection.send(payload);
    await until("all frames back", () => got.length === sizes.length);
    expect(got.every((frame, i) => frame.equals(payloads[i] ?? Buffer.alloc(0)))).toBe(true);
    close();
  });

  it("ends when the other end closes, behind what was sent", async () => {
    const { near, far, close } = await websocket();
    const journal = new Journal();
    const handler: Handler = {
      onFrame: (_, frame) => journal.note(frame.text()),
      onDisconnect: (_, { code }) => journal.note(code),
    };
    engines().engine({ framing }, handler).manage(far);
    const connection = engines().engine({ framing }, {}).manage(near);
    connection.send("farewell");
    connection.close();
    await journal.has("ended");
    expect(journal.lines).toEqual(["farewell", "ended"]);
    expect((await within("the end", connection.closed)).code).toBe("closed");
    close();
  });
});
