import { describe, expect, it } from "vitest";
import { type Connection, delimited, lengthPrefixed, lines } from "../../src/index.js";
import { Journal, turns, until } from "../support/events.js";
import { READ_PATHS, framed, pattern, useWorld } from "../support/sockets.js";

describe.each(READ_PATHS)(
  "switchTo() where no batch is being walked, over $path",
  ({ directReads }) => {
    const world = useWorld(directReads);

    it.each([3, 5_000, 100_000])(
      "outside of a handler frames the %i bytes anew that were held",
      async (bytes) => {
        const journal = new Journal();
        const { connection, peer } = await world().pair(
          { framing: lengthPrefixed(2) },
          {
            onFrame: (_, frame) => journal.note(`${frame.length}`),
          },
        );
        connection.switchTo(lengthPrefixed(4));
        const text = Buffer.alloc(bytes, "x");
        peer.write("\0\x7f\xff\xff");
        await turns(3);
        peer.write(text);
        await until("the bytes", () => connection.stats().heldBytes === bytes + 4);
        connection.switchTo(delimited("!", { maxFrameBytes: 200_000 }));
        peer.write("!yz!");
        await journal.has("2");
        expect(journal.lines).toEqual([`${bytes + 4}`, "2"]);
      },
    );

    it("outside of a handler delivers whole frames that were held", async () => {
      const journal = new Journal();
      const { connection, peer } = await world().pair(
        { framing: lengthPrefixed(2) },
        {
          onFrame: (_, frame) => journal.note(frame.text()),
        },
      );
      peer.write("one\ntwo\nthr");
      await until("the bytes", () => connection.stats().heldBytes === 11);
      connection.switchTo(lines());
      await journal.has("two");
      peer.write("ee\n");
      await journal.has("three");
      expect(journal.lines).toEqual(["one", "two", "three"]);
    });

    it("in onData frames these very bytes anew", async () => {
      const journal = new Journal();
      const { peer } = await world().pair(
        { framing: lengthPrefixed(2) },
        {
          onData: (own, bytes) => {
            if (bytes[0] === 0x67) own.switchTo(lines());
          },
          onFrame: (_, frame) => journal.note(frame.text()),
        },
      );
      peer.write(framed("a", 2));
      await journal.has("a");
      peer.write("good\nlines\n");
      await journal.has("lines");
      expect(journal.lines).toEqual(["a", "good", "lines"]);
    });

    it("frames what is sent from then on, not what was sent before", async () => {
      const { peer } = await world().pair(
        { framing: lengthPrefixed(2) },
        {
          onFrame: (own, frame) => {
            own.send(frame);
            own.switchTo(lines());
            own.send("line");
          },
        },
      );
      peer.write(framed("a", 2));
      expect((await peer.receive(8)).toString()).toBe("\0\x01aline\n");
    });

    it("by another connection's handler is as good as outside of a handler", async () => {
      const journal = new Journal();
      const all: Connection[] = [];
      const { port } = await world().serve(
        { framing: lengthPrefixed(2) },
        {
          onConnect: (connection) => void all.push(connection),
          onFrame: (connection, frame) => {
            journal.note(frame.text("latin1").slice(0, 20));
            if (connection === all[0]) all[1]?.switchTo(delimited(0));
          },
        },
      );
      const one = await world().dial(port);
      const two = await world().dial(port);
      two.write(Buffer.alloc(10_000, "y"));
      await until("the held bytes", () => all[1]?.stats().heldBytes === 10_000);
      one.write(framed("now", 2));
      await journal.has("now");
      two.write(pattern(0), "z\0");
      await journal.has("yyyy");
      expect(journal.lines).toEqual(["now", "y".repeat(20)]);
    });
  },
);
