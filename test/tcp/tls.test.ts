import { once } from "node:events";
import * as tls from "node:tls";
import { beforeAll, describe, expect, it } from "vitest";
import {
  type Connection,
  type Handler,
  NetworkError,
  TcpClient,
  TcpServer,
  lengthPrefixed,
} from "../../src/index.js";
import { type Identity, identity } from "../support/certificates.js";
import { Journal, deferred, rejection, until, within } from "../support/events.js";
import { can } from "../support/runtime.js";
import { READ_PATHS, framed, pattern, useWorld } from "../support/sockets.js";

const framing = lengthPrefixed(4);
const echo: Handler = { onFrame: (connection, frame) => void connection.send(frame) };

let server: Identity;
let other: Identity;
let somebody: Identity;

beforeAll(async () => {
  [server, other, somebody] = await Promise.all([
    identity("server.test"),
    identity("other.test"),
    identity("somebody"),
  ]);
});

function scribe(journal: Journal): Handler {
  return {
    onConnect: () => journal.note("connect"),
    onFrame: (_, frame) => journal.note(frame.text()),
    onError: (_, error) => journal.note(`error ${String(error)}`),
    onDisconnect: (_, { code }) => journal.note(code),
    onEvent: (event) => {
      if (event.type !== "connectionDropped") return;
      journal.note(`dropped ${event.reason} ${String(Reflect.get(event.error ?? {}, "code"))}`);
    },
  };
}

describe.each(READ_PATHS)("TLS over $path", ({ directReads }) => {
  const world = useWorld(directReads);

  it("carries frames both ways, unharmed: small ones, many at once, 1 MiB", async () => {
    const { port } = await world().serve({ framing, tls: server }, echo);
    const answers: Buffer[] = [];
    const client = world().client(
      { port, framing, tls: { ca: server.cert } },
      { onFrame: (_, frame) => void answers.push(Buffer.from(frame.copy())) },
    );
    await client.connect();
    const sent = [
      pattern(1),
      pattern(1 << 20, 3),
      ...Array.from({ length: 500 }, (_, i) => pattern(i)),
    ];
    for (const payload of sent) client.send(payload);
    await until("all answers", () => answers.length === sent.length);
    expect(answers.every((answer, i) => answer.equals(sent[i] ?? Buffer.alloc(1)))).toBe(true);
  });

  it("lets the bytes land in the zone, as without", async () => {
    const places: number[] = [];
    const { core } = world().useLoop();
    const note = (_: unknown, bytes: Uint8Array): void => {
      places.push(bytes.byteOffset - core.zoneAddress);
    };
    const { port } = await world().serve({ framing, tls: server }, { ...echo, onData: note });
    const options = { port, framing, tls: { ca: server.cert } };
    const client = world().client(options, { onData: note });
    await client.connect();
    client.send("there and back");
    await until("both", () => places.length === 2);
    expect(places).toEqual([0, 0]);
  });

  it("says what was agreed on: at both ends, and only with TLS", async () => {
    const accepted = deferred<Connection>();
    const { port } = await world().serve(
      {
        framing,
        tls: { ...server, requestCert: true, ca: somebody.cert, ALPNProtocols: ["b/2", "a/1"] },
      },
      { onConnect: accepted.resolve },
    );
    const client = world().client(
      {
        port,
        framing,
        tls: { ca: server.cert, ...somebody, servername: "server.test", ALPNProtocols: ["a/1"] },
      },
      {},
    );
    const dialed = await client.connect();
    const connection = await within("the connection", accepted.promise);
    const common = { protocol: "TLSv1.3", alpnProtocol: "a/1", isAuthorized: true };
    expect(dialed.isSecure && connection.isSecure).toBe(true);
    expect(dialed.tls).toMatchObject({
      ...common,
      peerCertificate: { subject: { CN: "server.test" } },
    });
    expect(connection.tls).toMatchObject({
      ...common,
      servername: "server.test",
      peerCertificate: { subject: { CN: "somebody" } },
    });
    expect(connection.remoteAddress).toEqual(dialed.localAddress);
    const { connection: plain } = await world().pair({ framing }, {});
    expect([plain.isSecure, plain.tls]).toEqual([false, undefined]);
  });

  it("tells of a client that shows no certificate", async () => {
    const accepted = deferred<Connection>();
    const { port } = await world().serve({ framing, tls: server }, { onConnect: accepted.resolve });
    const client = world().client({ port, framing, tls: { ca: server.cert } }, {});
    await client.connect();
    const { tls: info } = await within("the connection", accepted.promise);
    expect(info).toMatchObject({ isAuthorized: false });
    expect([info?.peerCertificate, info?.alpnProtocol, info?.servername]).toEqual(
      Array<undefined>(3).fill(undefined),
    );
  });

  it("shows the certificate that the name asked for has", async () => {
    const context = tls.createSecureContext(other);
    const { port } = await world().serve(
      {
        framing,
        tls: {
          ...server,
          SNICallback: (name, done) => done(null, name === "other.test" ? context : undefined),
        },
      },
      {},
    );
    const named = { ca: other.cert, servername: "other.test" };
    const connection = await world().client({ port, framing, tls: named }, {}).connect();
    expect(connection.tls?.peerCertificate?.subject.CN).toBe("other.test");
  });

  it("of a peer that speaks no TLS never becomes a connection", async () => {
    const journal = new Journal();
    const { port, server: listener } = await world().serve(
      { framing, tls: server },
      scribe(journal),
    );
    const peer = await world().dial(port);
    peer.write(framed("this is no TLS"));
    await peer.rest();
    await journal.has("dropped");
    expect(journal.lines).toEqual([expect.stringMatching(/^dropped tls-handshake ERR_SSL_/)]);
    expect(listener.stats()).toMatchObject({ accepted: 0, refused: 1, connections: 0 });
  });

  it.each(["end", "resetAndDestroy"] as const)(
    "of a peer that goes in the middle is dropped: %s",
    async (leave) => {
      const journal = new Journal();
      const { port } = await world().serve({ framing, tls: server }, scribe(journal));
      const peer = await world().dial(port);
      peer.write("\x16\x03\x01\x02\x00");
      peer.socket[leave]();
      await journal.has("dropped");
      expect(journal.lines).toEqual(["dropped tls-handshake ECONNRESET"]);
    },
  );

  it("of a peer that says nothing is given up after handshakeTimeoutMs", async () => {
    const journal = new Journal();
    const options = { framing, tls: server, handshakeTimeoutMs: 30 };
    const { port } = await world().serve(options, scribe(journal));
    const peer = await world().dial(port);
    await peer.rest();
    await journal.has("dropped");
    expect(journal.lines).toEqual(["dropped tls-handshake ETIMEDOUT"]);
  });

  it("with a server that says nothing is given up after handshakeTimeoutMs", async () => {
    const port = await world().listen(() => undefined);
    const journal = new Journal();
    const options = { port, framing, tls: {}, handshakeTimeoutMs: 30 };
    const error = await rejection("connect()", world().client(options, scribe(journal)).connect());
    expect(error).toBeInstanceOf(NetworkError);
    expect(error).toMatchObject({ code: "ETIMEDOUT" });
    expect(journal.lines).toEqual([]);
  });

  it("with a server that nobody vouches for makes connect() reject, unless told to", async () => {
    const journal = new Journal();
    const { port } = await world().serve({ framing, tls: server }, {});
    const client = world().client({ port, framing, tls: {} }, scribe(journal));
    const error = await rejection("connect()", client.connect());
    expect(error).toBeInstanceOf(NetworkError);
    const code = "DEPTH_ZERO_SELF_SIGNED_CERT";
    expect(error).toMatchObject({ code, cause: { code } });
    expect(journal.lines).toEqual([]);
    const careless = { port, framing, tls: { rejectUnauthorized: false } };
    const connection = await world().client(careless, {}).connect();
    expect(connection.tls).toMatchObject({ isAuthorized: false });
  });

  it("with a server of another name makes connect() reject", async () => {
    const { port } = await world().serve({ framing, tls: server }, {});
    const options = { port, framing, tls: { ca: server.cert, servername: "other.test" } };
    const error = await rejection("connect()", world().client(options, {}).connect());
    expect(error).toMatchObject({ code: "ERR_TLS_CERT_ALTNAME_INVALID" });
    const named = { port, host: "localhost", framing, tls: { ca: server.cert } };
    const second = await rejection("connect()", world().client(named, {}).connect());
    expect(second).toMatchObject({ code: "ERR_TLS_CERT_ALTNAME_INVALID" });
  });

  it("of a client whose certificate is not trusted is dropped", async () => {
    const journal = new Journal();
    const { port } = await world().serve(
      { framing, tls: { ...server, requestCert: true, ca: other.cert } },
      scribe(journal),
    );
    const options = { port, host: "127.0.0.1", ca: server.cert, ...somebody };
    const socket = tls.connect(options).on("error", () => undefined);
    await journal.has("dropped");
    expect(journal.lines).toEqual(["dropped tls-handshake DEPTH_ZERO_SELF_SIGNED_CERT"]);
    socket.destroy();
  });

  it("ends as TCP does: close() flushes, the peer's end is heard", async () => {
    const journal = new Journal();
    const { port } = await world().serve(
      { framing, tls: server },
      {
        ...scribe(journal),
        onFrame: (connection) => {
          connection.send(pattern(1 << 20));
          connection.close();
        },
      },
    );
    const socket = tls.connect({ port, host: "127.0.0.1", ca: server.cert });
    await within("the handshake", once(socket, "secureConnect"));
    let received = 0;
    socket.on("data", (chunk: Buffer) => (received += chunk.length));
    const ended = once(socket, "end");
    socket.write(framed("go"));
    await within("the end", ended);
    expect(received).toBe((1 << 20) + 4);
    await journal.has("closed");
    const second = tls.connect({ port, host: "127.0.0.1", ca: server.cert });
    await within("the handshake", once(second, "secureConnect"));
    second.end();
    await journal.has("ended");
    expect(journal.lines).toEqual(["connect", "closed", "connect", "ended"]);
  });

  it.skipIf(!can.resetTls)("is gone at once after abort()", async () => {
    const journal = new Journal();
    const { port } = await world().serve(
      { framing, tls: server },
      { ...scribe(journal), onFrame: (connection) => connection.abort() },
    );
    const client = world().client({ port, framing, tls: { ca: server.cert } }, {});
    const connection = await client.connect();
    client.send("go");
    expect((await within("the end", connection.closed)).code).toBe("network-error");
    await journal.has("aborted");
  });

  it("stops reading while the handler pauses", async () => {
    const journal = new Journal();
    const accepted = deferred<Connection>();
    const { port } = await world().serve(
      { framing, tls: server },
      {
        onConnect: accepted.resolve,
        onFrame: (connection, frame) => {
          journal.note(frame.text());
          connection.pause();
        },
      },
    );
    const client = world().client({ port, framing, tls: { ca: server.cert } }, {});
    await client.connect();
    for (const word of ["one", "two", "three"]) client.send(word);
    const connection = await within("the connection", accepted.promise);
    await journal.has("one");
    connection.resume();
    await journal.has("two");
    connection.resume();
    await journal.has("three");
    expect(journal.lines).toEqual(["one", "two", "three"]);
  });

  it("on its way takes a place, and no more once it was dropped", async () => {
    const journal = new Journal();
    const options = { framing, tls: server, maxConnections: 1 };
    const { port } = await world().serve(options, scribe(journal));
    const first = await world().dial(port);
    first.write("\x16\x03\x01");
    const second = await world().dial(port);
    await second.rest();
    expect(journal.lines).toEqual(["dropped max-connections undefined"]);
    first.socket.resetAndDestroy();
    await journal.has("dropped", 2);
    const client = world().client({ port, framing, tls: { ca: server.cert } }, {});
    expect((await client.connect()).state).toBe("open");
  });

  it("on its way is given up by stop(), without a word", async () => {
    const journal = new Journal();
    const { port, server: listener } = await world().serve(
      { framing, tls: server },
      scribe(journal),
    );
    const peer = await world().dial(port);
    peer.write("\x16\x03\x01");
    const late = await world().dial(port);
    late.write("\x16");
    await within("stop()", listener.stop());
    await Promise.all([peer.rest(), late.rest()]);
    expect(journal.lines).toEqual([]);
  });
});

describe("wrong options of TLS", () => {
  it("are refused", () => {
    const tlsOf = (value: unknown): { tls: object } => ({ tls: value as object });
    const message = '"tls" expected an object, got true';
    expect(() => new TcpServer({ framing, ...tlsOf(true) }, {})).toThrow(new TypeError(message));
    expect(() => new TcpClient({ port: 9, framing, ...tlsOf(true) }, {})).toThrow(
      new TypeError(message),
    );
    const wrongTime = '"handshakeTimeoutMs" expected an integer from 1 to 2147483647, got 0';
    const times = { framing, handshakeTimeoutMs: 0 };
    expect(() => new TcpServer(times, {})).toThrow(new RangeError(wrongTime));
    expect(() => new TcpClient({ port: 9, ...times }, {})).toThrow(new RangeError(wrongTime));
  });

  it.skipIf(!can.checkTlsKeys)("are refused where a key is none", () => {
    expect(() => new TcpServer({ framing, tls: { key: "no key" } }, {})).toThrow();
  });
});
