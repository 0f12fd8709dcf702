import { BlockList } from "node:net";
import { describe, expect, it } from "vitest";
import { until, within } from "../support/events.js";
import { type TextListener, useLinks } from "./world.js";

const world = useLinks();

/** Why the next one was refused. */
async function refusal(listener: TextListener): Promise<string> {
  const reasons: string[] = [];
  await until("a refusal", () => {
    const status = listener.tryAccept();
    if (status.status === "rejected") reasons.push(String(status.error));
    return reasons.length > 0;
  });
  return reasons.join();
}

describe("a listener of links", () => {
  it("takes the address of a link from its PROXY header", async () => {
    const { listener, port } = await world().listen({ proxyProtocol: "required" });
    const peer = await world().raw.dial(port);
    peer.write("PROXY TCP4 192.0.2.1 198.51.100.2 8080 80\r\nhello\n");
    const link = await within("a link", listener.accept());
    expect(link.remoteAddress).toMatchObject({ address: "192.0.2.1", port: 8080 });
    expect(await link.recv()).toBe("hello");
    const plain = await world().raw.dial(port);
    plain.write("hello\n");
    expect(await refusal(listener)).toMatch(/PROXY/);
  });

  it("lets nobody in who is on its blockList", async () => {
    const blockList = new BlockList();
    const { listener, port } = await world().listen({ blockList });
    await world().raw.dial(port);
    await within("a link", listener.accept());
    blockList.addAddress("127.0.0.1");
    const peer = await world().raw.dial(port);
    await peer.rest();
    expect(await refusal(listener)).toMatch("a connection was refused: blocked");
  });

  it("has so many places for each address, and one again when its link is gone", async () => {
    const { listener, port } = await world().listen({ maxConnectionsPerAddress: 1 });
    const first = await world().raw.dial(port);
    const link = await within("a link", listener.accept());
    const second = await world().raw.dial(port);
    await second.rest();
    expect(await refusal(listener)).toMatch("refused: max-connections-per-address");
    first.socket.end();
    await within("the end", link.closed);
    await world().raw.dial(port);
    await within("another link", listener.accept());
  });
});
