import { describe, expect, it } from "vitest";
import { type Handler, lengthPrefixed } from "../../src/index.js";
import { Journal, turns } from "../support/events.js";
import { framed, pattern } from "../support/sockets.js";
import { bench } from "./fake-transport.js";

const framing = lengthPrefixed(2);
const text = (...words: string[]): Buffer => Buffer.concat(words.map((word) => framed(word, 2)));

describe("bytes that arrive while a batch is being walked", () => {
  it("of the same connection wait until the walk returns", async () => {
    const journal = new Journal();
    const { connect, close } = bench(framing, {
      onFrame: (_, frame) => {
        const before = frame.text();
        if (before === "a") transport.arrive(text("nested 1", "nested 2"));
        if (before === "nested 1") transport.arrive(text("deep"));
        journal.note(`${before}/${frame.text()}`);
      },
    });
    const { transport } = connect();
    transport.arrive(text("a", "b", "c"));
    await turns(5);
    const later = ["nested 1/nested 1", "nested 2/nested 2", "deep/deep"];
    expect(journal.lines).toEqual(["a/a", "b/b", "c/c", ...later]);
    expect(await close()).toBe(0);
  });

  it("of other connections, three deep, wait too: no frame changes under its handler", async () => {
    const journal = new Journal();
    const { connect, close } = bench(framing, {
      onFrame: (connection, frame) => {
        const place = all.findIndex((each) => each.connection.id === connection.id);
        const before = frame.text();
        if (before === "go") all[place + 1]?.transport.arrive(text("go", `from ${place}`));
        journal.note(`${place} ${before}/${frame.text()}`);
      },
    });
    const all = [connect(), connect(), connect(), connect()];
    all[0]?.transport.arrive(text("go", "end"));
    await turns(10);
    expect(journal.lines).toEqual([
      "0 go/go",
      "0 end/end",
      "1 go/go",
      "1 from 0/from 0",
      "2 go/go",
      "2 from 1/from 1",
      "3 go/go",
      "3 from 2/from 2",
    ]);
    expect(await close()).toBe(0);
  });

  it("in onData wait as well", async () => {
    const journal = new Journal();
    let isFirst = true;
    const { connect, close } = bench(framing, {
      onData: (_, bytes) => {
        const before = Buffer.from(bytes).toString("hex");
        if (isFirst) {
          isFirst = false;
          transport.arrive(text("y"));
        }
        journal.note(`${before === Buffer.from(bytes).toString("hex")}`);
      },
      onFrame: (_, frame) => journal.note(frame.text()),
    });
    const { transport } = connect();
    transport.arrive(text("x"));
    await turns(5);
    expect(journal.lines).toEqual(["true", "x", "true", "y"]);
    expect(await close()).toBe(0);
  });

  it("behind a pause and a close keep their order, and go with the connection", async () => {
    const journal = new Journal();
    const { connect, close } = bench(framing, {
      onFrame: (connection, frame) => {
        journal.note(frame.text());
        if (frame.text() === "a") transport.arrive(text("c", "d"));
        if (frame.text() === "b") connection.pause();
        if (frame.text() === "c") connection.close();
      },
    });
    const { connection, transport } = connect();
    transport.arrive(text("a", "b"));
    await turns(5);
    expect(journal.lines).toEqual(["a", "b"]);
    connection.resume();
    await turns(5);
    expect(journal.lines).toEqual(["a", "b", "c"]);
    expect(await close()).toBe(0);
  });
});

describe("late bytes, after pause()", () => {
  const both = [{ way: "chunks" }, { way: "direct reads" }] as const;

  it.each(both)("as $way are parked, counted, and delivered on resume()", async ({ way }) => {
    const journal = new Journal();
    const handler: Handler = { onFrame: (_, frame) => journal.note(`${frame.length}`) };
    const { connect, close } = bench(framing, handler);
    const { connection, transport } = connect();
    const wire = Buffer.concat(Array.from({ length: 12 }, () => framed(pattern(4094), 2)));
    transport.arrive(wire.subarray(0, 1_000));
    connection.pause();
    // TLS gives up to 48 KiB after a pause: a transport that does not stop at once.
    transport.isPaused = false;
    for (let at = 1_000; at < wire.length; at += 7_000) {
      const part = wire.subarray(at, at + 7_000);
      if (way === "chunks") transport.arrive(part);
      else transport.arriveDirectly(part);
    }
    await turns(5);
    expect(journal.lines).toEqual([]);
    expect(connection.stats()).toMatchObject({ framesIn: 0, bytesIn: 49_152, heldBytes: 49_152 });
    connection.resume();
    await turns(5);
    expect(journal.lines).toEqual(Array.from({ length: 12 }, () => "4094"));
    expect(connection.stats()).toMatchObject({ framesIn: 12, heldBytes: 0 });
    expect(transport.isPaused).toBe(false);
    expect(await close()).toBe(0);
  });

  it("and FIN: the frames first, then the end", async () => {
    const journal = new Journal();
    const { connect, close } = bench(framing, {
      onFrame: (_, frame) => journal.note(frame.text()),
      onDisconnect: (_, { code }) => journal.note(code),
    });
    const { connection, transport } = connect();
    connection.pause();
    transport.arrive(text("a", "b"));
    connection.ended();
    await turns(3);
    expect(journal.lines).toEqual([]);
    connection.resume();
    await turns(3);
    expect(journal.lines).toEqual(["a", "b"]);
    expect(transport.hasEnded).toBe(true);
    transport.destroy();
    await turns(3);
    expect(journal.lines).toEqual(["a", "b", "ended"]);
    expect(await close()).toBe(0);
  });
});
