import { BlockList } from "node:net";
import { describe, expect, it } from "vitest";
import { type Handler, TcpServer, lines } from "../../src/index.js";
import { Journal } from "../support/events.js";
import { READ_PATHS, useWorld } from "../support/sockets.js";

const framing = lines();
const from = (address: string): string => `PROXY TCP4 ${address} 198.51.100.2 1 80\r\n`;

function scribe(journal: Journal): Handler {
  return {
    onConnect: ({ remoteAddress }) => journal.note(`from ${remoteAddress?.address}`),
    onDisconnect: (_, { code }) => journal.note(code),
    onEvent: (event) => {
      if (event.type !== "connectionDropped") return;
      journal.note(`dropped ${event.reason} ${event.remoteAddress?.address}`);
    },
  };
}

describe.each(READ_PATHS)("addresses over $path", ({ directReads }) => {
  const world = useWorld(directReads);

  it("on the blockList are not let in, others are", async () => {
    const journal = new Journal();
    const blockList = new BlockList();
    const { port, server } = await world().serve({ framing, blockList }, scribe(journal));
    await world().dial(port);
    await journal.has("from");
    blockList.addSubnet("127.0.0.0", 8);
    const peer = await world().dial(port);
    await peer.rest();
    await journal.has("dropped");
    expect(journal.lines).toEqual(["from 127.0.0.1", "dropped blocked 127.0.0.1"]);
    expect(server.stats()).toMatchObject({ accepted: 1, refused: 1 });
  });

  it("have so many places each; one is free again when its connection is gone", async () => {
    const journal = new Journal();
    const options = { framing, maxConnectionsPerAddress: 2 };
    const { port } = await world().serve(options, scribe(journal));
    const first = await world().dial(port);
    await world().dial(port);
    await journal.has("from", 2);
    const third = await world().dial(port);
    await third.rest();
    await journal.has("dropped max-connections-per-address 127.0.0.1");
    first.socket.end();
    await journal.has("ended");
    await world().dial(port);
    await journal.has("from", 3);
    expect(journal.count("dropped")).toBe(1);
  });

  it("are the real ones behind a proxy", async () => {
    const journal = new Journal();
    const blockList = new BlockList();
    blockList.addAddress("192.0.2.66");
    const options = { framing, blockList, maxConnectionsPerAddress: 1 };
    const { port } = await world().serve(
      { ...options, proxyProtocol: "required" as const },
      scribe(journal),
    );
    for (const address of ["192.0.2.1", "192.0.2.2", "192.0.2.66", "192.0.2.1"]) {
      const before = journal.lines.length;
      const peer = await world().dial(port);
      peer.write(from(address));
      await journal.has("", before + 1);
    }
    expect(journal.lines).toEqual([
      "from 192.0.2.1",
      "from 192.0.2.2",
      "dropped blocked 192.0.2.66",
      "dropped max-connections-per-address 192.0.2.1",
    ]);
  });

  it("of IPv4 are the same over IPv6", async () => {
    const journal = new Journal();
    const blockList = new BlockList();
    blockList.addAddress("192.0.2.66");
    const { port } = await world().serve(
      { framing, blockList, proxyProtocol: "required" as const },
      scribe(journal),
    );
    const peer = await world().dial(port);
    peer.write("PROXY TCP6 ::ffff:192.0.2.66 ::1 1 80\r\n");
    await journal.has("dropped blocked");
  });
});

describe("wrong limits of addresses", () => {
  it.each([
    ["blockList", {}, TypeError, '"blockList" expected a BlockList of node:net, got Object'],
    ["blockList", 5, TypeError, '"blockList" expected an object, got 5'],
    [
      "maxConnectionsPerAddress",
      0,
      RangeError,
      '"maxConnectionsPerAddress" expected an integer from 1 to 2147483647, got 0',
    ],
  ] as const)("are refused: %s %o", (option, value, error, message) => {
    expect(() => new TcpServer({ framing, [option]: value }, {})).toThrow(new error(message));
  });
});
