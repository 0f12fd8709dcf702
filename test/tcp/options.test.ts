import { describe, expect, it } from "vitest";
import { EventLoop, TcpClient, TcpServer, lengthPrefixed } from "../../src/index.js";

const framing = lengthPrefixed(4);
const MS = "an integer from 1 to 2147483647";
const KEEP_ALIVE_MS = "an integer from 1 to 32767000";

type Wrong = readonly [option: string, value: unknown, error: typeof Error, message: string];

/** One line for each option that servers and clients share: name, value, error, what was expected. */
const SHARED: readonly Wrong[] = [
  ["host", 5, TypeError, '"host" expected a name or address, got 5'],
  ["port", "80", TypeError, '"port" expected an integer from LEAST to 65535, got "80"'],
  ["port", -1, RangeError, '"port" expected an integer from LEAST to 65535, got -1'],
  ["port", 65_536, RangeError, '"port" expected an integer from LEAST to 65535, got 65536'],
  ["port", 1.5, RangeError, '"port" expected an integer from LEAST to 65535, got 1.5'],
  ["framing", {}, TypeError, '"framing" expected a framing such as lengthPrefixed(4), got Object'],
  [
    "framing",
    undefined,
    TypeError,
    '"framing" expected a framing such as lengthPrefixed(4), got undefined',
  ],
  ["loop", "mine", TypeError, '"loop" expected an EventLoop, got "mine"'],
  ["createSession", {}, TypeError, '"createSession" expected a function, got Object'],
  ["noDelay", 1, TypeError, '"noDelay" expected true or false, got 1'],
  ["keepAlive", true, TypeError, `"keepAlive" expected ${KEEP_ALIVE_MS}, got true`],
  ["keepAlive", 0, RangeError, `"keepAlive" expected ${KEEP_ALIVE_MS}, got 0`],
  ["keepAlive", null, TypeError, '"keepAlive" expected an object, got null'],
  ["keepAlive", {}, TypeError, `"keepAlive.delayMs" expected ${KEEP_ALIVE_MS}, got undefined`],
  [
    "keepAlive",
    { delayMs: 1, intervalMs: 32_767_001 },
    RangeError,
    `"keepAlive.intervalMs" expected ${KEEP_ALIVE_MS}, got 32767001`,
  ],
  [
    "keepAlive",
    { delayMs: 1, count: 128 },
    RangeError,
    '"keepAlive.count" expected an integer from 1 to 127, got 128',
  ],
  [
    "highWaterMark",
    0,
    RangeError,
    '"highWaterMark" expected an integer from 1 to 1099511627776, got 0',
  ],
  [
    "highWaterMark",
    "64 kB",
    RangeError,
    '"highWaterMark" expected a size such as "32 KiB", got "64 kB"',
  ],
  [
    "maxOutboundBytes",
    null,
    TypeError,
    '"maxOutboundBytes" expected an integer from 1 to 1099511627776, got null',
  ],
  [
    "maxOutboundBytes",
    "0 B",
    RangeError,
    '"maxOutboundBytes" expected an integer from 1 to 1099511627776, got 0',
  ],
  [
    "pauseReadsWhenBlocked",
    "no",
    TypeError,
    '"pauseReadsWhenBlocked" expected true or false, got "no"',
  ],
  ["lingerMs", -1, RangeError, '"lingerMs" expected an integer from 0 to 2147483647, got -1'],
  ["lingerMs", "1 s", TypeError, '"lingerMs" expected an integer from 0 to 2147483647, got "1 s"'],
];

const SERVER: readonly Wrong[] = [
  ["backlog", 0, RangeError, '"backlog" expected an integer from 1 to 65535, got 0'],
  [
    "maxConnections",
    -1,
    RangeError,
    '"maxConnections" expected an integer from 0 to 1048576, got -1',
  ],
  [
    "maxConnections",
    "10",
    TypeError,
    '"maxConnections" expected an integer from 0 to 1048576, got "10"',
  ],
  ["signal", 5, TypeError, '"signal" expected an AbortSignal, got 5'],
];

const CLIENT: readonly Wrong[] = [
  ["port", 0, RangeError, '"port" expected an integer from 1 to 65535, got 0'],
  ["port", undefined, RangeError, '"port" expected an integer from 1 to 65535, got 0'],
  ["connectTimeoutMs", 0, RangeError, `"connectTimeoutMs" expected ${MS}, got 0`],
  ["connectTimeoutMs", "1 s", TypeError, `"connectTimeoutMs" expected ${MS}, got "1 s"`],
];

const LOOP: readonly Wrong[] = [
  [
    "arena",
    "1 KiB",
    RangeError,
    '"arena" expected an integer from 2621440 to 1610612736, got 1024',
  ],
  ["arena", true, TypeError, '"arena" expected an integer from 2621440 to 1610612736, got true'],
  ["zone", "3 KiB", RangeError, '"zone" expected an integer from 4096 to 4194304, got 3072'],
  ["zone", "5 MiB", RangeError, '"zone" expected an integer from 4096 to 4194304, got 5242880'],
  ["slots", 0, RangeError, '"slots" expected an integer from 1 to 1048576, got 0'],
  ["slots", 2 ** 20 + 1, RangeError, '"slots" expected an integer from 1 to 1048576, got 1048577'],
  ["directReads", "yes", TypeError, '"directReads" expected true or false, got "yes"'],
];

/** The error that a call throws, in one piece with its class. */
function thrownBy(call: () => unknown): string {
  try {
    call();
  } catch (error) {
    return String(error);
  }
  return "nothing thrown";
}

// Whoever writes JavaScript can hand in anything: the options here are typed as anything, too.
function serverWith(option: string, value: unknown): unknown {
  return new TcpServer({ framing, [option]: value }, {});
}

function clientWith(option: string, value: unknown): unknown {
  return new TcpClient({ framing, port: 9, [option]: value }, {});
}

describe("a wrong option says what was expected and what was given:", () => {
  it.each([...SHARED, ...SERVER])("server, %s: %o", (option, value, error, message) => {
    const expected = `${error.name}: ${message.replace("LEAST", "0")}`;
    expect(thrownBy(() => serverWith(option, value))).toBe(expected);
  });

  it.each([...SHARED, ...CLIENT])("client, %s: %o", (option, value, error, message) => {
    const expected = `${error.name}: ${message.replace("LEAST", "1")}`;
    expect(thrownBy(() => clientWith(option, value))).toBe(expected);
  });

  it.each(LOOP)("loop, %s: %o", (option, value, error, message) => {
    const thrown = thrownBy(() => new EventLoop({ [option]: value }));
    expect(thrown).toBe(`${error.name}: ${message}`);
  });

  it.each([undefined, null, "handler"])("the handler: %o", (handler) => {
    const expected = `TypeError: "handler" expected an object, got ${JSON.stringify(handler)}`;
    const given = handler as unknown as object;
    expect(thrownBy(() => new TcpServer({ framing }, given))).toBe(expected);
    expect(thrownBy(() => new TcpClient({ framing, port: 9 }, given))).toBe(expected);
  });

  it.each([-1, 0.5, 2 ** 31])("the grace of stop(): %d", (graceMs) => {
    const server = new TcpServer({ framing }, {});
    const range = "an integer from 0 to 2147483647";
    const expected = `RangeError: "graceMs" expected ${range}, got ${graceMs}`;
    expect(thrownBy(() => server.stop({ graceMs }))).toBe(expected);
  });
});

describe("options that are right", () => {
  it("may be sizes with a unit", () => {
    const loop = new EventLoop({ arena: "1.5 MiB", zone: "64KiB" as "64 KiB", slots: 1 });
    expect(loop.core.zone.length).toBe(64 * 1024);
    const options = { framing, loop, highWaterMark: "1 B", maxOutboundBytes: "1 GiB" } as const;
    expect(new TcpServer(options, {}).connectionCount).toBe(0);
  });

  it("are all there may be, at the bounds of their ranges", () => {
    const loop = new EventLoop({ arena: 640 * 1024, zone: 4096, slots: 1, directReads: false });
    const shared = { framing, loop, highWaterMark: 1, maxOutboundBytes: 1, lingerMs: 0 };
    const more = { keepAlive: 1, noDelay: false, pauseReadsWhenBlocked: true, host: "::1" };
    const client = { ...shared, ...more, port: 65_535, connectTimeoutMs: 1 };
    expect(new TcpClient(client, {}).connection).toBeUndefined();
    const server = { ...shared, ...more, port: 0, backlog: 1, maxConnections: 0 };
    expect(new TcpServer(server, {}).address).toBeUndefined();
  });
});
