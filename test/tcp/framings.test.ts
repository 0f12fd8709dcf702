import { describe, expect, it } from "vitest";
import {
  type Framing,
  type Handler,
  delimited,
  lengthField,
  lengthPrefixed,
  lines,
  raw,
} from "../../src/index.js";
import { until } from "../support/events.js";
import { READ_PATHS, framed, pattern, useWorld } from "../support/sockets.js";

const echo: Handler = { onFrame: (connection, frame) => void connection.send(frame) };

describe.each(READ_PATHS)("framings over $path", ({ directReads }) => {
  const world = useWorld(directReads);

  async function answers(
    framing: Framing,
    wire: Uint8Array | string,
    bytes: number,
  ): Promise<string> {
    const { port } = await world().serve({ framing }, echo);
    const peer = await world().dial(port);
    peer.write(wire);
    return (await peer.receive(bytes)).toString("latin1");
  }

  it("lines lose their ending and are answered with LF", async () => {
    expect(await answers(lines(), "one\r\n\ntwo\nthree", 9)).toBe("one\n\ntwo\n");
  });

  it("lines that keep their ending come back as they were", async () => {
    const framing = lines({ keepEnding: true });
    expect(await answers(framing, "one\r\n\ntwo\n", 10)).toBe("one\r\n\ntwo\n");
  });

  it("100,000 empty lines in one write are 100,000 frames", async () => {
    expect(await answers(lines(), "\n".repeat(100_000), 100_000)).toBe("\n".repeat(100_000));
  });

  it("frames behind a NUL come back", async () => {
    expect(await answers(delimited(0), "a\0\0bc\0d", 5)).toBe("a\0\0bc\0");
  });

  it("raw bytes come back, however large the write", async () => {
    const bytes = pattern(700_000);
    expect(await answers(raw(), bytes, bytes.length)).toBe(bytes.toString("latin1"));
  });

  it("a length that counts itself, behind a type byte, is kept and written anew", async () => {
    const framing = lengthField({ offset: 1, size: 4, adjustment: -4, strip: 0 });
    const wire = "Q\0\0\0\x08abcdS\0\0\0\x04";
    expect(await answers(framing, wire, wire.length)).toBe(wire);
  });

  it("prefix and trailer are checked, removed and written again", async () => {
    const framing = lengthField({
      offset: 1,
      size: 2,
      endian: "little",
      prefix: Uint8Array.of(0x7e),
      trailer: Uint8Array.of(0x0d, 0x0a),
    });
    const wire = "\x7e\x05\0abc\r\n\x7e\x02\0\r\n";
    expect(await answers(framing, wire, wire.length)).toBe(wire);
  });

  it("what is sent may be text, bytes or a frame of another connection's framing", async () => {
    const { port } = await world().serve(
      { framing: lines() },
      {
        onFrame: (connection, frame) => {
          connection.send("text: ü");
          connection.send(Uint8Array.of(0x31, 0x32));
          connection.send(frame);
        },
      },
    );
    const peer = await world().dial(port);
    peer.write("x\r\n");
    expect((await peer.receive(14)).toString()).toBe("text: ü\n12\nx\n");
  });
});

describe.each(READ_PATHS)(
  "several servers and clients of one loop over $path",
  ({ directReads }) => {
    const world = useWorld(directReads);

    it("serve each its own framing, all at once", async () => {
      const wide = await world().serve({ framing: lengthPrefixed(4) }, echo);
      const narrow = await world().serve({ framing: lengthPrefixed(1) }, echo);
      const text = await world().serve({ framing: lines() }, echo);
      let answers = 0;
      for (const [port, framing] of [
        [wide.port, lengthPrefixed(4)],
        [narrow.port, lengthPrefixed(1)],
        [text.port, lines()],
      ] as const) {
        for (let i = 0; i < 3; ++i) {
          const word = `${port}/${i}`;
          const client = world().client(
            { port, framing },
            {
              onFrame: (_, frame) => {
                if (frame.text() === word) ++answers;
              },
            },
          );
          const connection = await client.connect();
          for (let n = 0; n < 1_000; ++n) connection.send(word);
        }
      }
      await until("9,000 answers", () => answers === 9_000);
      expect(world().loop.stats().connections).toBe(18);
      for (const { server } of [wide, narrow, text]) {
        expect(server.stats()).toMatchObject({ connections: 3, accepted: 3, framesIn: 3_000 });
      }
    });

    it("a frame passes through a proxy from one connection to another", async () => {
      const backend = await world().serve({ framing: lengthPrefixed(2) }, echo);
      const front = await world().serve(
        { framing: lengthPrefixed(4) },
        {
          onFrame: (_, frame) => void inner.send(frame),
        },
      );
      const outer = await world().dial(front.port);
      const inner = await world()
        .client(
          { port: backend.port, framing: lengthPrefixed(2) },
          {
            onFrame: (_, frame) => void front.server.broadcast(frame),
          },
        )
        .connect();
      outer.write(framed("through"), framed(""), framed(pattern(9_000)));
      const expected = Buffer.concat([framed("through"), framed(""), framed(pattern(9_000))]);
      expect((await outer.receive(expected.length)).equals(expected)).toBe(true);
    });
  },
);
