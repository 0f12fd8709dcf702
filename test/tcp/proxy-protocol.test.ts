import * as tls from "node:tls";
import { once } from "node:events";
import { describe, expect, it } from "vitest";
import { type Handler, TcpServer, lines } from "../../src/index.js";
import { identity } from "../support/certificates.js";
import { Journal, until, within } from "../support/events.js";
import { READ_PATHS, useWorld } from "../support/sockets.js";

const framing = lines();
const V1 = "PROXY TCP4 192.0.2.1 198.51.100.2 8080 80\r\n";
const V2 = "\r\n\r\n\0\r\nQUIT\n\x21\x11\0\x0c\xc0\0\x02\x07\xc6\x33\x64\x02\x1f\x90\0\x50";
const LOCAL = "\r\n\r\n\0\r\nQUIT\n\x20\0\0\0";

function scribe(journal: Journal): Handler {
  return {
    onConnect: ({ remoteAddress, localAddress }) => {
      journal.note(`from ${remoteAddress?.address} to ${localAddress?.address}`);
    },
    onFrame: (_, frame) => journal.note(frame.text()),
    onDisconnect: (_, { code }) => journal.note(code),
    onEvent: (event) => {
      if (event.type !== "connectionDropped") return;
      journal.note(`dropped ${event.reason} ${String(Reflect.get(event.error ?? {}, "code"))}`);
    },
  };
}

describe.each(READ_PATHS)("the PROXY protocol over $path", ({ directReads }) => {
  const world = useWorld(directReads);

  it.each([
    ["v1", V1, "from 192.0.2.1 to 198.51.100.2"],
    ["v2", V2, "from 192.0.2.7 to 198.51.100.2"],
    ["v2 LOCAL", LOCAL, "from 127.0.0.1 to 127.0.0.1"],
    ["v1 UNKNOWN", "PROXY UNKNOWN\r\n", "from 127.0.0.1 to 127.0.0.1"],
  ])("tells the real ends, and leaves the frames: %s", async (_, header, from) => {
    for (const proxyProtocol of ["required", "optional"] as const) {
      const journal = new Journal();
      const { port } = await world().serve({ framing, proxyProtocol }, scribe(journal));
      const together = await world().dial(port);
      together.write(`${header}one\ntwo\nthr`);
      await journal.has("two");
      together.write("ee\n");
      await journal.has("three");
      expect(journal.lines).toEqual([from, "one", "two", "three"]);
      const apart = await world().dial(port);
      apart.write(header.slice(0, 9));
      await until("the bytes to be sent", () => apart.socket.writableLength === 0);
      apart.write(header.slice(9));
      await journal.has(from, 2);
      apart.write("four\n");
      await journal.has("four");
    }
  });

  it.each([
    ["another protocol", "GET / HTTP/1.1\r\n"],
    ["a malformed line", "PROXY TCP4 a b 1 2\r\n"],
    ["a line without an end", "PROXY ".padEnd(200, "x")],
    ["a malformed block", LOCAL.replace("\x20", "\x2f")],
  ])("when required drops %s", async (_, text) => {
    const journal = new Journal();
    const options = { framing, proxyProtocol: "required" as const };
    const { port, server } = await world().serve(options, scribe(journal));
    const peer = await world().dial(port);
    peer.write(text);
    await peer.rest();
    await journal.has("dropped");
    expect(journal.lines).toEqual(["dropped proxy-protocol EPROTO"]);
    expect(server.stats()).toMatchObject({ accepted: 0, refused: 1 });
  });

  it("when required drops who ends, or says nothing for handshakeTimeoutMs", async () => {
    const journal = new Journal();
    const options = { framing, proxyProtocol: "required" as const, handshakeTimeoutMs: 30 };
    const { port } = await world().serve(options, scribe(journal));
    const ending = await world().dial(port);
    ending.socket.end("PROXY");
    await journal.has("dropped");
    const silent = await world().dial(port);
    await silent.rest();
    await journal.has("dropped", 2);
    expect(journal.lines).toEqual([
      "dropped proxy-protocol EPROTO",
      "dropped proxy-protocol ETIMEDOUT",
    ]);
  });

  it("when optional takes who has no header: at once, at the end, or after the time", async () => {
    const journal = new Journal();
    const options = { framing, proxyProtocol: "optional" as const, handshakeTimeoutMs: 30 };
    const { port } = await world().serve(options, scribe(journal));
    const plain = await world().dial(port);
    plain.write("plain\nPROXY later\n");
    await journal.has("PROXY later");
    const ending = await world().dial(port);
    ending.socket.end("PRO");
    await journal.has("protocol-error");
    const silent = await world().dial(port);
    await journal.has("from", 3);
    silent.write("XY\n");
    await journal.has("XY");
    expect(journal.lines.filter((line) => !line.startsWith("from"))).toEqual([
      "plain",
      "PROXY later",
      "protocol-error",
      "XY",
    ]);
  });

  it("comes before TLS", async () => {
    const journal = new Journal();
    const own = await identity("server.test");
    const options = { framing, proxyProtocol: "required" as const, tls: own };
    const { port } = await world().serve(options, scribe(journal));
    const peer = await world().dial(port);
    peer.write(V1);
    const named = { ca: own.cert, servername: "server.test" };
    const socket = tls.connect({ socket: peer.socket, ...named });
    await within("the handshake", once(socket, "secureConnect"));
    socket.write("secret\n");
    await journal.has("secret");
    expect(journal.lines).toEqual(["from 192.0.2.1 to 198.51.100.2", "secret"]);
    socket.destroy();
  });
});

it("the PROXY protocol is one of three words", () => {
  const message = '"proxyProtocol" expected "off" or "required" or "optional", got "on"';
  const options = { framing, proxyProtocol: "on" as "off" };
  expect(() => new TcpServer(options, {})).toThrow(new RangeError(message));
});
