import { describe, expect, it } from "vitest";
import { lengthPrefixed } from "../../src/index.js";
import { Journal, turns } from "../support/events.js";
import { READ_PATHS, framed, useWorld } from "../support/sockets.js";
import { pausing } from "../support/scenes.js";

const framing = lengthPrefixed(4);

describe.each(READ_PATHS)("pause() over $path", ({ directReads }) => {
  const world = useWorld(directReads);

  it("in onData holds the frames of these very bytes", async () => {
    const journal = new Journal();
    const { connection, peer } = await world().pair(
      { framing },
      {
        onData: (own, bytes) => {
          journal.note(`data ${bytes.length}`);
          own.pause();
        },
        onFrame: (_, frame) => journal.note(frame.text()),
      },
    );
    peer.write(framed("a"), framed("b"));
    await journal.has("data 10");
    await turns(10);
    expect(journal.lines).toEqual(["data 10"]);
    connection.resume();
    await journal.has("b");
    expect(journal.lines).toEqual(["data 10", "a", "b"]);
  });

  it("in onBatch lets that batch count and holds the next", async () => {
    const journal = new Journal();
    const { connection, peer } = await world().pair(
      { framing },
      {
        onBatch: (own, batch) => {
          journal.note(batch.copies().map(String).join());
          own.pause();
        },
      },
    );
    peer.write(framed("a"), framed("b"));
    await journal.has("97,98");
    peer.write(framed("c"));
    await turns(20);
    expect(journal.lines).toEqual(["97,98"]);
    connection.resume();
    await journal.has("99");
  });

  it("in onBatch at one of its frames holds those behind it, and has them again as a batch", async () => {
    const journal = new Journal();
    const { connection, peer } = await world().pair(
      { framing },
      {
        onBatch: (own, batch) => {
          journal.note(`batch ${batch.length}`);
          if (batch.length === 3) own.pause(0);
        },
        onFrame: (_, frame) => journal.note(`frame ${frame.text()}`),
      },
    );
    peer.write(Buffer.concat([framed("a"), framed("b"), framed("c")]));
    await journal.has("frame a");
    await turns(10);
    expect(journal.lines).toEqual(["batch 3", "frame a"]);
    connection.resume();
    await journal.has("frame c");
    expect(journal.lines.slice(2)).toEqual(["batch 2", "frame b", "frame c"]);
    expect(connection.stats().framesIn).toBe(3);
  });

  it("in onBatch at a frame that is not there is a RangeError", async () => {
    const journal = new Journal();
    const { peer } = await world().pair(
      { framing },
      {
        onBatch: (own, batch) => own.pause(batch.length),
        onError: (_, error) => journal.note(String(error)),
      },
    );
    peer.write(framed("a"));
    await journal.has('RangeError: "index" expected an integer from 0 to 0, got 1');
  });

  it("in onBatch, where there is an onFrame too, loses no frame for it", async () => {
    const journal = new Journal();
    const { connection, peer } = await world().pair(
      { framing },
      {
        onBatch: (own, batch) => {
          journal.note(`batch ${batch.length}`);
          if (journal.count("batch") === 1) own.pause();
        },
        onFrame: (_, frame) => journal.note(`frame ${frame.text()}`),
      },
    );
    peer.write(framed("a"), framed("b"));
    await journal.has("batch");
    await turns(5);
    connection.resume();
    peer.write(framed("c"));
    await journal.has("frame c");
    const frames = journal.lines.filter((line) => line.startsWith("frame"));
    expect(frames).toEqual(["frame a", "frame b", "frame c"]);
  });

  it("holds the peer's FIN back behind the frames that wait", async () => {
    const journal = new Journal();
    const { connection, peer } = await world().pair({ framing }, pausing(journal));
    peer.write(framed("pause"), framed("waits"));
    peer.socket.end();
    await journal.has("pause");
    await turns(20);
    expect(journal.lines).toEqual(["pause"]);
    connection.resume();
    await journal.has("ended");
    expect(journal.lines).toEqual(["pause", "waits", "ended"]);
  });

  it("holds a malformed frame's error back behind the frames that wait", async () => {
    const journal = new Journal();
    const { connection, peer } = await world().pair({ framing }, pausing(journal));
    peer.write(framed("pause"), framed("waits"), "\xff\xff\xff\xff");
    await journal.has("pause");
    await turns(20);
    expect(journal.lines).toEqual(["pause"]);
    connection.resume();
    await peer.rest();
    peer.socket.end();
    await journal.has("protocol-error");
    expect(journal.lines).toHaveLength(4);
    expect(journal.lines[1]).toBe("waits");
    expect(journal.lines[2]).toContain("ProtocolError");
  });

  it("behind close() cannot keep the connection from hearing the peer's FIN", async () => {
    const journal = new Journal();
    const { port } = await world().serve(
      { framing, lingerMs: 60_000 },
      {
        onFrame: (connection) => {
          connection.close();
          connection.pause();
        },
        onDisconnect: (_, { code }) => journal.note(code),
      },
    );
    const peer = await world().dial(port);
    peer.write(framed("bye"));
    await peer.rest();
    peer.socket.end();
    await journal.has("closed");
  });
});
