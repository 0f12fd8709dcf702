import { describe, expect, it } from "vitest";
import {
  type Codec,
  type Connection,
  type Frame,
  type Handler,
  type NetworkEvent,
  type StreamCodec,
  type TcpServerOptions,
  TcpServer,
  decimal,
  jsonCodec,
  lengthPrefixed,
  lines,
  stages,
  textCodec,
  varint,
} from "../../src/index.js";
import { Journal, deferred, until } from "../support/events.js";
import { READ_PATHS, useWorld } from "../support/sockets.js";

/** Text that ends in a full stop, found on this side: the boundaries are the codec's own. */
const sentences: StreamCodec<string> = {
  maxFrameBytes: 64 * 1024,
  decode(bytes) {
    const stop = bytes.indexOf(0x2e);
    if (bytes[0] === 0x21) throw new Error("no sentence begins with !");
    if (stop === -1) return "incomplete";
    return { frame: Buffer.from(bytes.subarray(0, stop)).toString(), bytesRead: stop + 1 };
  },
  encode(message, target) {
    const bytes = Buffer.from(`${message}.`);
    if (bytes.length > target.length) return "insufficient";
    target.set(bytes);
    return bytes.length;
  },
};

/** Notes messages and sends them back. */
function echo(journal: Journal): Handler<string, string> {
  return {
    onFrame: (connection, message) => {
      journal.note(message);
      connection.send(message);
    },
    onError: (_, error) => journal.note(String(error)),
    onDisconnect: (_, { code }) => journal.note(code),
  };
}

describe.each(READ_PATHS)("a codec over $path", ({ directReads }) => {
  const world = useWorld(directReads);

  it("makes messages of frames, and frames of messages", async () => {
    const journal = new Journal();
    const { port } = await world().serve({ codec: textCodec(lengthPrefixed(2)) }, echo(journal));
    const peer = await world().dial(port);
    peer.write("\0\x02hi\0\0\0\x03");
    await journal.has("hi");
    peer.write("abc");
    expect((await peer.receive(11)).toString("latin1")).toBe("\0\x02hi\0\0\0\x03abc");
    expect(journal.lines).toEqual(["hi", "", "abc"]);
  });

  it("converses in JSON with a client of its own", async () => {
    interface Sum {
      readonly of: readonly number[];
    }
    const { port } = await world().serve(
      { codec: jsonCodec<Sum>(lines()) },
      {
        onFrame: (connection, { of }) => {
          connection.send({ of: [of.reduce((sum, term) => sum + term, 0)] });
        },
      },
    );
    const journal = new Journal();
    const client = world().client(
      { port, codec: jsonCodec<Sum>(lines()) },
      { onFrame: (_, { of }) => journal.note(of.join()) },
    );
    const connection = await client.connect();
    connection.send({ of: [1, 2, 3] });
    await journal.has("6");
  });

  it("delivers what is good in front of a message that is none, then closes", async () => {
    const journal = new Journal();
    const errors: unknown[] = [];
    const handler: Handler<unknown, unknown> = {
      onFrame: (_, message) => journal.note(JSON.stringify(message)),
      onError: (_, error) => void errors.push(error),
      onDisconnect: (_, { code }) => journal.note(code),
    };
    const { port } = await world().serve({ codec: jsonCodec(lines()) }, handler);
    const peer = await world().dial(port);
    peer.write('{"a":1}\n{"b"}\n{"c":3}\n');
    await peer.rest();
    peer.socket.end();
    await journal.has("protocol-error");
    expect(journal.lines).toEqual(['{"a":1}', "protocol-error"]);
    expect(errors).toEqual([expect.objectContaining({ code: "malformed", offset: 8 })]);
  });

  it("refuses a message that it cannot encode, and sends nothing of it", async () => {
    const { connection, peer } = await pairOf({ codec: textCodec(lengthPrefixed(1)) });
    const long = "x".repeat(256);
    expect(() => connection.send(long)).toThrow(expect.objectContaining({ code: "oversize" }));
    connection.send("ok");
    expect((await peer.receive(3)).toString("latin1")).toBe("\x02ok");
  });

  async function pairOf(options: { readonly codec: Codec<string> | StreamCodec<string> }) {
    const journal = new Journal();
    const accepted = deferred<Connection<string, string>>();
    const { port } = await world().serve(options, {
      ...echo(journal),
      onConnect: (connection) => {
        accepted.resolve(connection);
      },
    });
    const peer = await world().dial(port);
    return { connection: await accepted.promise, peer, journal };
  }

  it("may find the boundaries itself, at every cut", async () => {
    const text = "one.two words..four.";
    for (let cut = 1; cut < text.length; ++cut) {
      const { peer, journal } = await pairOf({ codec: sentences });
      peer.write(text.slice(0, cut));
      await until("the first part", () => peer.received >= text.lastIndexOf(".", cut - 1) + 1);
      peer.write(text.slice(cut));
      expect((await peer.receive(text.length)).toString()).toBe(text);
      expect(journal.lines).toEqual(["one", "two words", "", "four"]);
      peer.socket.destroy();
    }
  });

  it("completes a message larger than any read, and grows the target for its answer", async () => {
    const { peer, journal } = await pairOf({ codec: sentences });
    const text = `${"long ".repeat(12_000)}.`;
    for (let at = 0; at < text.length; at += 7_000) peer.write(text.slice(at, at + 7_000));
    expect((await peer.receive(text.length)).toString()).toBe(text);
    expect(journal.lines).toEqual([text.slice(0, -1)]);
  });

  it("closes the connection of a peer whose message has no end", async () => {
    const { peer, journal } = await pairOf({ codec: sentences });
    peer.write("one.", "x".repeat(64 * 1024), "y");
    await peer.rest();
    peer.socket.end();
    await journal.has("protocol-error");
    expect(journal.lines[0]).toBe("one");
    expect(journal.lines[1]).toMatch(/^ProtocolError: a frame is larger .* offset 4, limit 65536/);
  });

  it("tells the peer's fault with its place where the codec throws", async () => {
    const { peer, journal } = await pairOf({ codec: sentences });
    peer.write("one.two.!x.");
    await peer.rest();
    peer.socket.end();
    await journal.has("protocol-error");
    expect(journal.lines.slice(0, 2)).toEqual(["one", "two"]);
    expect(journal.lines[2]).toMatch(/at offset 8: Error: no sentence begins with !/);
  });

  it("reports a codec that reads more than there is as the caller's fault", async () => {
    const codec: StreamCodec<string> = {
      ...sentences,
      decode: (bytes) => ({ frame: "all", bytesRead: bytes.length + 1 }),
    };
    const { peer, journal } = await pairOf({ codec });
    peer.write("x");
    await peer.rest();
    peer.socket.end();
    await journal.has("handler-error");
    expect(journal.lines[0]).toMatch(/^TypeError: "bytesRead" expected an integer from 1 to 1/);
  });

  it("keeps messages back while the connection is paused", async () => {
    const journal = new Journal();
    const { port } = await world().serve(
      { codec: sentences },
      {
        onFrame: (connection, message) => {
          journal.note(message);
          connection.pause();
          setImmediate(() => connection.resume());
        },
        onDisconnect: (_, { code }) => journal.note(code),
      },
    );
    const peer = await world().dial(port);
    peer.write("a.b.c.d.");
    peer.socket.end();
    await journal.has("ended");
    expect(journal.lines).toEqual(["a", "b", "c", "d", "ended"]);
  });

  it("lets others have their turn among 50,000 messages of one read", async () => {
    const { peer, journal } = await pairOf({ codec: sentences });
    peer.write(".".repeat(50_000));
    await peer.receive(50_000);
    expect(journal.lines).toHaveLength(50_000);
  });

  it("tells of a message that the end of the stream cuts off", async () => {
    const { peer, journal } = await pairOf({ codec: sentences });
    peer.write("one.two");
    peer.socket.end();
    await journal.has("protocol-error");
    expect(journal.lines[1]).toMatch(/^IncompleteFrameError: .* offset 4: 3 bytes arrived/);
  });
});

describe.each(READ_PATHS)("switchTo() between codecs over $path", ({ directReads }) => {
  const world = useWorld(directReads);

  it("goes from frames to sentences to JSON in one write, and the answers follow", async () => {
    const journal = new Journal();
    const handler: Handler<Frame | string, string> = {
      onFrame: (connection, message) => {
        const text = typeof message === "string" ? message : message.text();
        journal.note(text);
        connection.send(text);
        if (text === "words") connection.switchTo(sentences);
        if (text === "lines") connection.switchTo(textCodec(lines()));
        if (text === "frames") connection.switchTo(lengthPrefixed(1));
      },
    };
    const { port } = await world().serve<Frame | string, string>(
      { framing: lengthPrefixed(1) },
      handler,
    );
    const peer = await world().dial(port);
    const wire = "\x05wordsone.lines.two\nframes\n\x03end";
    peer.write(wire);
    expect((await peer.receive(wire.length)).toString("latin1")).toBe(wire);
    expect(journal.lines).toEqual(["words", "one", "lines", "two", "frames", "end"]);
  });
});

describe.each(READ_PATHS)("every framing on a server over $path", ({ directReads }) => {
  const world = useWorld(directReads);

  it("speaks stages both ways, each side counting its own frames", async () => {
    const framing = stages([
      { skip: Buffer.from("HI") },
      { framing: lines(), frames: 2 },
      { framing: varint() },
    ]);
    const journal = new Journal();
    const { port } = await world().serve(
      { framing },
      {
        onFrame: (connection, frame) => {
          journal.note(frame.text());
          connection.send(frame);
        },
      },
    );
    const peer = await world().dial(port);
    peer.write("HIa\r\nb\n\x03cde\0");
    expect((await peer.receive(11)).toString("latin1")).toBe("HIa\nb\n\x03cde\0");
    expect(journal.lines).toEqual(["a", "b", "cde", ""]);
  });

  it("passes over frames that are too large, tells of each, and counts them", async () => {
    const events: NetworkEvent[] = [];
    const journal = new Journal();
    const framing = decimal({
      separator: ":",
      trailer: ",",
      maxFrameBytes: 3,
      onOversize: "discard",
    });
    const { connection, peer } = await world().pair(
      { framing },
      {
        onFrame: (_, frame) => journal.note(frame.text()),
        onEvent: (event) => void events.push(event),
      },
    );
    peer.write("3:abc,4:abcd,100000:", "x".repeat(100_001), "1:z,");
    await journal.has("z");
    expect(journal.lines).toEqual(["abc", "z"]);
    const { id } = connection;
    expect(events.filter(({ type }) => type === "frameDiscarded")).toEqual([
      { type: "frameDiscarded", id, offset: 6, declared: 4, limit: 3 },
      { type: "frameDiscarded", id, offset: 13, declared: 100_000, limit: 3 },
    ]);
    expect(connection.stats()).toMatchObject({ framesIn: 2, framesDiscarded: 2, heldBytes: 0 });
  });

  it("finds a discarded frame again if it was cut off by a pause", async () => {
    const journal = new Journal();
    const framing = lengthPrefixed(1, { maxFrameBytes: 2, onOversize: "discard" });
    const { connection, peer } = await world().pair(
      { framing },
      {
        onFrame: (paused, frame) => {
          journal.note(frame.text());
          paused.pause();
          setImmediate(() => paused.resume());
        },
      },
    );
    peer.write("\x01a\x01b\x05xxxxx\x01c\x03yyy\x01d");
    await journal.has("d");
    expect(journal.lines).toEqual(["a", "b", "c", "d"]);
    expect(connection.stats().framesDiscarded).toBe(2);
  });
});

describe("what is spoken", () => {
  it("is a framing or a codec, and not both", () => {
    const make = (options: unknown) => () => new TcpServer(options as TcpServerOptions, {});
    const both = { framing: lines(), codec: textCodec(lines()) };
    expect(make(both)).toThrow(/"codec" expected to be left out/);
    expect(make({})).toThrow(/"framing" expected a framing such as/);
    expect(make({ codec: 7 })).toThrow(/"codec" expected a framing, a Codec/);
  });
});
