import { once } from "node:events";
import { connect } from "node:net";
import * as tls from "node:tls";
import { beforeAll, describe, expect, it } from "vitest";
import {
  ConnectionClosedError,
  type Frame,
  type Handler,
  NetworkError,
  ProtocolEngine,
  lines,
  startTls,
} from "../../src/index.js";
import { type Identity, identity } from "../support/certificates.js";
import { Journal, deferred, rejection, until, within } from "../support/events.js";
import { can } from "../support/runtime.js";
import { READ_PATHS, useWorld } from "../support/sockets.js";

const framing = lines({ maxFrameBytes: 1_000 });
let server: Identity;

beforeAll(async () => {
  server = await identity("server.test");
});

/** Answers STARTTLS as a mail server does, and all else with what it was and how it came. */
function mailServer(journal: Journal): Handler {
  return {
    onFrame: (connection, frame) => {
      const word = frame.text();
      journal.note(`${connection.isSecure ? "secure" : "plain"} ${word}`);
      if (word !== "STARTTLS") {
        connection.send(`seen ${word}`);
        return;
      }
      connection.send("220 ready");
      return startTls(connection, server).then(() => journal.note("started"));
    },
    onError: (_, error) => journal.note(`error ${String(Reflect.get(error as object, "code"))}`),
    onDisconnect: (_, { code }) => journal.note(code),
  };
}

describe.each(READ_PATHS)("startTls() over $path", ({ directReads }) => {
  const world = useWorld(directReads);

  it("secures both ends of a connection in the middle of its stream", async () => {
    const journal = new Journal();
    const answers = new Journal();
    const { port } = await world().serve({ framing }, mailServer(journal));
    const client = world().client(
      { port, framing },
      {
        onFrame: (connection, frame) => {
          answers.note(`${connection.isSecure ? "secure" : "plain"} ${frame.text()}`);
          if (frame.text() !== "220 ready") return;
          const done = startTls(connection, { ca: server.cert, servername: "server.test" });
          connection.send("sent during the handshake");
          return done.then(() => void connection.send("sent behind it"));
        },
      },
    );
    const connection = await client.connect();
    client.send("HELLO");
    client.send("STARTTLS");
    await answers.has("secure", 2);
    expect(answers.lines).toEqual([
      "plain seen HELLO",
      "plain 220 ready",
      "secure seen sent during the handshake",
      "secure seen sent behind it",
    ]);
    expect(journal.lines.filter((line) => line !== "started")).toEqual([
      "plain HELLO",
      "plain STARTTLS",
      "secure sent during the handshake",
      "secure sent behind it",
    ]);
    expect(connection.tls).toMatchObject({ isAuthorized: true, servername: "server.test" });
    expect((await within("the end", client.disconnect()))?.code).toBe("closed");
    await journal.has("ended");
  });

  it.each([
    ["whole frames", "RSET\nMAIL FROM evil\n"],
    ["a part of one", "MAIL FR"],
    ["both", "RSET\nMAIL FR"],
    ["what is no frame", `RSET\n${"x".repeat(5_000)}`],
  ])("discards plaintext behind the command: %s", async (_, injected) => {
    const journal = new Journal();
    const { port } = await world().serve({ framing }, mailServer(journal));
    const peer = await world().dial(port);
    peer.write(`STARTTLS\n${injected}`);
    expect((await peer.receive(10)).toString()).toBe("220 ready\n");
    const socket = tls.connect({ socket: peer.socket, ca: server.cert, servername: "server.test" });
    await within("the handshake", once(socket, "secureConnect"));
    socket.write("QUIT\n");
    const [answer] = (await within("the answer", once(socket, "data"))) as [Buffer];
    expect(answer.toString()).toBe("seen QUIT\n");
    expect(journal.lines.filter((line) => line !== "started")).toEqual([
      "plain STARTTLS",
      "secure QUIT",
    ]);
    socket.destroy();
  });

  it("discards plaintext behind the server's agreement, too", async () => {
    const journal = new Journal();
    const raw = await world().listen((peer) => {
      peer.write("220 ready\n250 forged\n250 half");
      const secure = new tls.TLSSocket(peer.socket, { isServer: true, ...server });
      secure.on("error", () => undefined);
      secure.on("data", (chunk: Buffer) => secure.write(`250 ${chunk.toString()}`));
    });
    const client = world().client(
      { port: raw, framing },
      {
        onFrame: (connection, frame) => {
          journal.note(`${connection.isSecure ? "secure" : "plain"} ${frame.text()}`);
          if (!frame.text().startsWith("220")) return;
          const done = startTls(connection, { ca: server.cert, servername: "server.test" });
          connection.send("true");
          return done;
        },
      },
    );
    await client.connect();
    await journal.has("secure");
    expect(journal.lines).toEqual(["plain 220 ready", "secure 250 true"]);
  });

  it("that fails ends the connection, and is told once", async () => {
    const journal = new Journal();
    const { port } = await world().serve({ framing }, mailServer(journal));
    const peer = await world().dial(port);
    peer.write("STARTTLS\n");
    await peer.receive(10);
    peer.write("this is no handshake\n");
    await peer.rest();
    await journal.has("network-error");
    expect(journal.lines).toEqual([
      "plain STARTTLS",
      expect.stringMatching(/^error ERR_SSL_/),
      "network-error",
    ]);
  });

  it("that takes too long ends the connection; what waited is gone", async () => {
    const outcome = deferred<unknown>();
    const { connection, peer } = await world().pair(
      { framing },
      {
        onConnect: (it) => {
          startTls(it, server, { handshakeTimeoutMs: 30 }).catch(outcome.resolve);
          it.send("never seen");
        },
      },
    );
    const error = await within("the rejection", outcome.promise);
    expect(error).toBeInstanceOf(NetworkError);
    expect(error).toMatchObject({ code: "ETIMEDOUT" });
    expect(await within("the end", connection.closed)).toEqual({ code: "network-error", error });
    expect((await peer.rest()).length).toBe(0);
  });

  it("is cut short by abort()", async () => {
    const { connection } = await world().pair({ framing }, {});
    const waiting = rejection("startTls()", startTls(connection, server));
    connection.abort();
    expect(await waiting).toMatchObject({ code: "ECONNRESET" });
    expect(await within("the end", connection.closed)).toEqual({ code: "aborted" });
  });

  const givenClient =
    "makes a socket that was dialed elsewhere the client of the host that is named";
  it.skipIf(!can.secureManagedSockets)(givenClient, async () => {
    const journal = new Journal();
    const answers = new Journal();
    const { port } = await world().serve({ framing }, mailServer(journal));
    const hosts = ["server.test", "other.test"];
    const engine = new ProtocolEngine<Frame, string, string>(
      { framing, loop: world().loop, createSession: () => "" },
      {
        onFrame: (connection, frame) => {
          const { session: host, isSecure } = connection;
          answers.note(`${host} ${isSecure ? "secure" : "plain"} ${frame.text()}`);
          if (frame.text() !== "220 ready") return;
          const done = startTls(connection, { ca: server.cert }, { host });
          connection.send("sent during the handshake");
          return done;
        },
        onDisconnect: ({ session }, { error }) => {
          answers.note(`${session} ${String(Reflect.get(Object(error), "code"))}`);
        },
      },
    );
    for (const host of hosts) {
      const socket = connect({ port, host: "127.0.0.1" });
      await within("the socket", once(socket, "connect"));
      const connection = engine.manage(socket, host);
      connection.send("STARTTLS");
      await answers.has(host, 2);
      connection.close();
      await within("the end", connection.closed);
    }
    expect(answers.lines).toEqual([
      "server.test plain 220 ready",
      "server.test secure seen sent during the handshake",
      "server.test undefined",
      "other.test plain 220 ready",
      "other.test ERR_TLS_CERT_ALTNAME_INVALID",
    ]);
    await within("the engine", engine.shutdown({ graceMs: 0 }));
  });

  it("is refused where it makes no sense", async () => {
    const accepted = deferred<object>();
    const { port } = await world().serve({ framing, tls: server }, { onConnect: accepted.resolve });
    const client = world().client({ port, framing, tls: { ca: server.cert } }, {});
    const connection = await client.connect();
    const secure = await within("the connection", accepted.promise);
    const twice = '"connection" expected a socket without TLS, got one with it';
    expect(await rejection("twice", startTls(secure, server))).toEqual(new TypeError(twice));
    const host = 5 as unknown as string;
    const nowhere = '"host" expected a name or address, got 5';
    const told = startTls(connection, {}, { host });
    expect(await rejection("nowhere", told)).toEqual(new TypeError(nowhere));
    const nothing = '"connection" expected a connection of a server or client, got Object';
    expect(await rejection("nothing", startTls({}, server))).toEqual(new TypeError(nothing));
    await within("the end", client.disconnect());
    await until("closed", () => connection.state === "closed");
    const late = await rejection("late", startTls(connection, {}));
    expect(late).toBeInstanceOf(ConnectionClosedError);
  });
});
