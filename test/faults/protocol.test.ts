import { describe, expect, it } from "vitest";
import {
  type Framing,
  type Handler,
  IncompleteFrameError,
  ProtocolError,
  delimited,
  lengthField,
  lengthPrefixed,
  lines,
} from "../../src/index.js";
import { Journal, turns, until } from "../support/events.js";
import { READ_PATHS, framed, pattern, useWorld } from "../support/sockets.js";

/** Bytes on the wire, and what is said of the frame behind the good ones. */
interface Fault {
  readonly name: string;
  readonly framing: Framing;
  /** Two good frames: "one" and "two". */
  readonly good: string;
  readonly bad: string;
  readonly error: {
    readonly code: string;
    readonly offset: number;
    readonly declared: number | undefined;
    readonly limit: number;
  };
}

const GOOD_4 = "\0\0\0\x03one\0\0\0\x03two";
const MIB = 2 ** 20;

const FAULTS: readonly Fault[] = [
  {
    name: "a frame of one byte over the limit",
    framing: lengthPrefixed(4, { maxFrameBytes: 16 }),
    good: GOOD_4,
    bad: "\0\0\0\x11",
    error: { code: "oversize", offset: 14, declared: 17, limit: 16 },
  },
  {
    name: "a frame of 4 GiB under the default limit",
    framing: lengthPrefixed(4),
    good: GOOD_4,
    bad: "\xff\xff\xff\xff",
    error: { code: "oversize", offset: 14, declared: 2 ** 32 - 1, limit: 8 * MIB },
  },
  {
    name: "a negative length in a signed field",
    framing: lengthField({ size: 2, signed: true }),
    good: "\0\x03one\0\x03two",
    bad: "\xff\xfe",
    error: { code: "malformed", offset: 10, declared: -2, limit: 8 * MIB },
  },
  {
    name: "a length smaller than what it counts",
    framing: lengthField({ size: 4, adjustment: -4 }),
    good: "\0\0\0\x07one\0\0\0\x07two",
    bad: "\0\0\0\x03",
    error: { code: "malformed", offset: 14, declared: -1, limit: 8 * MIB },
  },
  {
    name: "an 8-byte length past all integers",
    framing: lengthPrefixed(8),
    good: "\0\0\0\0\0\0\0\x03one\0\0\0\0\0\0\0\x03two",
    bad: "\xff\xff\xff\xff\xff\xff\xff\xff",
    error: { code: "oversize", offset: 22, declared: 2 ** 64, limit: 8 * MIB },
  },
  {
    name: "an 8-byte length that an adjustment carries over",
    framing: lengthPrefixed(8, { adjustment: 8 }),
    good: "\0\0\0\0\0\0\0\x0312345678one\0\0\0\0\0\0\0\x0312345678two",
    bad: "\x7f\xff\xff\xff\xff\xff\xff\xff",
    error: { code: "oversize", offset: 38, declared: 2 ** 63 + 8, limit: 8 * MIB },
  },
  {
    name: "a wrong trailer",
    framing: lengthPrefixed(1, { trailer: Uint8Array.of(0x2e) }),
    good: "\x04one.\x04two.",
    bad: "\x04bad!",
    error: { code: "malformed", offset: 10, declared: 4, limit: 8 * MIB },
  },
  {
    name: "an endless line",
    framing: lines({ maxFrameBytes: 5 }),
    good: "one\r\ntwo\n",
    bad: "endless",
    error: { code: "oversize", offset: 9, declared: undefined, limit: 5 },
  },
  {
    name: "an endless delimited frame",
    framing: delimited(0, { maxFrameBytes: 5 }),
    good: "one\0two\0",
    bad: "endless",
    error: { code: "oversize", offset: 8, declared: undefined, limit: 5 },
  },
];

describe.each(READ_PATHS)("bytes that are no frames over $path", ({ directReads }) => {
  const world = useWorld(directReads);

  /** Sends the good frames and the bad one in these pieces; answers what the server made of them. */
  async function verdict(fault: Fault, pieces: readonly Buffer[]): Promise<void> {
    const journal = new Journal();
    const errors: unknown[] = [];
    const handler: Handler = {
      onFrame: (connection, frame) => {
        const text = frame.text("latin1");
        journal.note(text.slice(-3));
        connection.send(frame);
      },
      onError: (_, error) => {
        errors.push(error);
        journal.note("error");
      },
      onDisconnect: (_, { code, error }) => journal.note(`${code} ${error === errors[0]}`),
    };
    const { server, port } = await world().serve({ framing: fault.framing }, handler);
    const peer = await world().dial(port);
    const other = await world().dial(port);
    let sent = 0;
    for (const piece of pieces) {
      peer.write(piece);
      sent += piece.length;
      await until("the piece", () => errors.length > 0 || server.stats().bytesIn === sent);
    }
    const answers = (await peer.rest()).toString("latin1");
    peer.socket.end("more bytes that nobody reads");
    await journal.has("protocol-error");
    expect(answers).toBe(fault.good.replaceAll("\r", ""));
    expect(journal.lines).toEqual(["one", "two", "error", "protocol-error true"]);
    expect(errors[0]).toBeInstanceOf(ProtocolError);
    expect(errors[0]).toMatchObject(fault.error);
    other.write(Buffer.from(fault.good, "latin1"));
    await other.receive(answers.length);
    expect(journal.lines.slice(4)).toEqual(["one", "two"]);
  }

  it.each(FAULTS)("$name, in one write", async (fault) => {
    await verdict(fault, [Buffer.from(fault.good + fault.bad, "latin1")]);
  });

  it.each(FAULTS)("$name, byte by byte", async (fault) => {
    const wire = Buffer.from(fault.good + fault.bad, "latin1");
    await verdict(
      fault,
      Array.from(wire, (byte) => Buffer.of(byte)),
    );
  });

  it("commit no memory: a header that promises the limit holds a few bytes", async () => {
    const { server, port } = await world().serve({ framing: lengthPrefixed(4) }, {});
    const peer = await world().dial(port);
    peer.write("\0\x80\0\0", "x");
    await until("the header", () => server.stats().bytesIn === 5);
    expect(world().loop.stats().pool.bytesOut).toBeLessThan(4096);
  });

  it.each([
    ["in a header", "\0\0", 2, 4],
    ["in a small frame", "\0\0\0\x0aabc", 7, 14],
    ["in a large frame", framed(pattern(300_000)).subarray(0, 100_000), 100_000, 300_004],
  ])("end %s: IncompleteFrameError", async (_, part, received, needed) => {
    const journal = new Journal();
    const errors: unknown[] = [];
    const { port } = await world().serve(
      { framing: lengthPrefixed(4) },
      {
        onFrame: (connection, frame) => void connection.send(frame),
        onError: (_connection, error) => void errors.push(error),
        onDisconnect: (_connection, { code, error }) => {
          journal.note(`${code} ${error === errors[0]}`);
        },
      },
    );
    const peer = await world().dial(port);
    peer.write(framed("one"), part);
    peer.socket.end();
    expect((await peer.rest()).toString()).toBe("\0\0\0\x03one");
    await journal.has("protocol-error true");
    expect(errors).toHaveLength(1);
    expect(errors[0]).toBeInstanceOf(IncompleteFrameError);
    const position = { code: "incomplete", offset: 7, limit: 8 * MIB };
    expect(errors[0]).toMatchObject({ ...position, received, missing: needed - received });
  });

  it("let onError say farewell before the connection closes", async () => {
    const { port } = await world().serve(
      { framing: lengthPrefixed(4) },
      { onError: (connection) => void connection?.send("bad frame") },
    );
    const peer = await world().dial(port);
    peer.write("\xff\xff\xff\xff", "\xff\xff\xff\xff");
    expect((await peer.rest()).toString()).toBe("\0\0\0\x09bad frame");
    await turns(1);
    peer.socket.end();
  });
});
