import { describe, expect, it } from "vitest";
import { type Handler, lengthPrefixed, lines, raw } from "../../src/index.js";
import { Journal, turns, until, within } from "../support/events.js";
import { READ_PATHS, framed, useWorld } from "../support/sockets.js";

/** Notes each frame; obeys the words `to lines`, `to raw`, `to u32`. */
function obedient(journal: Journal): Handler {
  return {
    onFrame: (connection, frame) => {
      const text = frame.text("latin1");
      journal.note(text);
      if (text === "to lines") connection.switchTo(lines());
      if (text === "to raw") connection.switchTo(raw());
      if (text === "to u32") connection.switchTo(lengthPrefixed(4));
    },
    onError: (_, error) => journal.note(String(error)),
    onDisconnect: (_, { code }) => journal.note(code),
  };
}

describe.each(READ_PATHS)("switchTo() over $path", ({ directReads }) => {
  const world = useWorld(directReads);

  it("goes from u16 to lines to raw in one write", async () => {
    const journal = new Journal();
    const { connection, peer } = await world().pair(
      { framing: lengthPrefixed(2) },
      obedient(journal),
    );
    peer.write("\0\x03abc", "\0\x08to lines", "one\r\ntwo\nto raw\n", "as it\ncomes");
    await journal.has("as it\ncomes");
    peer.write("and goes on");
    await journal.has("and goes on");
    const expected = ["abc", "to lines", "one", "two", "to raw", "as it\ncomes", "and goes on"];
    expect(journal.lines).toEqual(expected);
    expect(connection.stats()).toMatchObject({ framesIn: 7, heldBytes: 0 });
  });

  it("makes errors void that only the old framing saw", async () => {
    const journal = new Journal();
    const handler: Handler = {
      ...obedient(journal),
      onFrame: (connection, frame) => {
        journal.note(frame.text());
        connection.switchTo(lines());
      },
    };
    const { port } = await world().serve(
      { framing: lengthPrefixed(2, { maxFrameBytes: 16 }) },
      handler,
    );
    const peer = await world().dial(port);
    peer.write("\0\x02go", "zz is 31,354 under the old framing\n", "\xff\xff\n");
    await journal.has("", 3);
    expect(journal.lines.slice(0, 2)).toEqual(["go", "zz is 31,354 under the old framing"]);
  });

  it("and back again amid a write cut at every byte", async () => {
    const wire = Buffer.from(
      "\0\x08to lines" + "a\n\nto u32\n" + "\0\0\0\x02hi" + "\0\0\0\0",
      "latin1",
    );
    for (let cut = 1; cut < wire.length; ++cut) {
      const journal = new Journal();
      const { connection, peer } = await world().pair(
        { framing: lengthPrefixed(2) },
        obedient(journal),
      );
      peer.write(wire.subarray(0, cut));
      await until("the first part", () => connection.stats().bytesIn === cut);
      peer.write(wire.subarray(cut));
      await until("all frames", () => journal.lines.length === 6);
      expect(journal.lines).toEqual(["to lines", "a", "", "to u32", "hi", ""]);
      peer.socket.destroy();
      await within("the end", connection.closed);
    }
  });

  it("in onBatch counts from behind the frame of its index", async () => {
    const journal = new Journal();
    const { connection, peer } = await world().pair(
      { framing: lengthPrefixed(2) },
      {
        onBatch: (own, batch) => {
          const texts = Array.from({ length: batch.length }, (_, i) => batch.at(i).text());
          const at = texts.indexOf("to lines");
          for (const text of at < 0 ? texts : texts.slice(0, at + 1)) journal.note(text);
          if (at >= 0) own.switchTo(lines(), at);
        },
      },
    );
    peer.write(framed("a", 2), framed("to lines", 2), "\0\0\n\0\x01\n");
    await journal.has("", 4);
    expect(journal.lines).toEqual(["a", "to lines", "\0\0", "\0\x01"]);
    expect(connection.stats()).toMatchObject({ framesIn: 4, heldBytes: 0 });
  });

  it("in onBatch without an index counts from behind the last frame looked at", async () => {
    const journal = new Journal();
    const { peer } = await world().pair(
      { framing: lengthPrefixed(2) },
      {
        onBatch: (own, batch) => {
          for (const frame of batch) {
            journal.note(frame.text());
            if (frame.text() !== "to lines") continue;
            own.switchTo(lines());
            break;
          }
        },
      },
    );
    peer.write(framed("a", 2), framed("to lines", 2), "\0\x01\n", "\0\n");
    await journal.has("", 4);
    expect(journal.lines).toEqual(["a", "to lines", "\0\x01", "\0"]);
  });

  it("refuses an index that is no frame of the batch", async () => {
    const errors: unknown[] = [];
    const { connection, peer } = await world().pair(
      { framing: lengthPrefixed(2) },
      {
        onBatch: (own, batch) => own.switchTo(lines(), batch.length),
        onError: (_, error) => void errors.push(error),
      },
    );
    peer.write(framed("a", 2));
    await until("the error", () => errors.length === 1);
    expect(String(errors[0])).toBe('RangeError: "index" expected an integer from 0 to 0, got 1');
    peer.socket.end();
    expect(await within("the end", connection.closed)).toMatchObject({ code: "handler-error" });
  });

  it("with pause() in the same handler waits with the rescanned bytes", async () => {
    const journal = new Journal();
    const { connection, peer } = await world().pair(
      { framing: lengthPrefixed(2) },
      {
        onFrame: (own, frame) => {
          journal.note(frame.text());
          if (frame.text() !== "go") return;
          own.switchTo(lines());
          own.pause();
        },
      },
    );
    peer.write(framed("go", 2), "a\nb\n");
    await journal.has("go");
    await turns(10);
    expect(journal.lines).toEqual(["go"]);
    connection.resume();
    await journal.has("b");
    expect(journal.lines).toEqual(["go", "a", "b"]);
  });
});
