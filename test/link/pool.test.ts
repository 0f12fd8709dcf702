import { describe, expect, it } from "vitest";
import { LinkPool, ResourceError, TimeoutError } from "../../src/index.js";
import { rejection, turns, until, within } from "../support/events.js";
import { type TextLink, useLinks } from "./world.js";

const world = useLinks();
type Pool = LinkPool<string, string>;

/** A pool of so many dialed links, and their other ends. */
async function poolOf(count: number): Promise<{ pool: Pool; ends: TextLink[] }> {
  const { listener, port } = await world().listen();
  const pool: Pool = world().keep(new LinkPool<string, string>({ linksMax: count }));
  const ends: TextLink[] = [];
  for (let i = 0; i < count; ++i) {
    pool.add(await world().connect({ port, name: `link ${i}` }));
    ends.push(await listener.accept());
  }
  return { pool, ends };
}

// LK-10, 51..58
describe("a pool of links", () => {
  it("sends to each in turn", async () => {
    const { pool, ends } = await poolOf(3);
    for (let i = 0; i < 6; ++i) await pool.send(`message ${i}`);
    const seen = await Promise.all(ends.map(async (end) => [await end.recv(), await end.recv()]));
    expect(seen).toEqual([
      ["message 0", "message 3"],
      ["message 1", "message 4"],
      ["message 2", "message 5"],
    ]);
  });

  it("receives from each in turn, however much one has to say", async () => {
    const { pool, ends } = await poolOf(2);
    const [loud, quiet] = ends as [TextLink, TextLink];
    for (let i = 0; i < 4; ++i) await loud.send("loud");
    await quiet.send("quiet");
    await until("all of it", () => pool.links().reduce((n, link) => n + link.inboxLength, 0) === 5);
    const order = [];
    for (let i = 0; i < 5; ++i) order.push((await pool.recv()).message);
    expect(order.indexOf("quiet")).toBeLessThan(2);
    expect(pool.tryRecv()).toBeUndefined();
  });

  it("says who a message is from, and answers that one", async () => {
    const { pool, ends } = await poolOf(2);
    await (ends[1] as TextLink).send("who am I?");
    const { link, message } = await pool.recv();
    expect([link.name, message]).toEqual(["link 1", "who am I?"]);
    await link.send("you are 1");
    expect(await (ends[1] as TextLink).recv()).toBe("you are 1");
  });

  it("broadcasts to all", async () => {
    const { pool, ends } = await poolOf(3);
    expect(pool.broadcast("to all")).toEqual({ sent: 3, blocked: [] });
    expect(await Promise.all(ends.map((end) => end.recv()))).toEqual(Array(3).fill("to all"));
  });

  it("is left by links that end, but not before what they had said was received", async () => {
    const { pool, ends } = await poolOf(2);
    const [dying, living] = ends as [TextLink, TextLink];
    await dying.send("last words");
    await dying.close();
    await until("the death", () => pool.length === 1);
    expect((await pool.recv()).message).toBe("last words");
    for (let i = 0; i < 2; ++i) await pool.send("who is there?");
    expect([await living.recv(), await living.recv()]).toEqual(Array(2).fill("who is there?"));
    await living.close();
    await until("the death", () => pool.isEmpty);
    expect(await rejection("send", pool.send("x"))).toMatchObject({ code: "connection-closed" });
    expect(pool.trySend("x")).toEqual({ status: "closed", link: undefined });
  });

  it("does not move to another link where one would block", async () => {
    const { listener, port } = await world().listen();
    const peer = await world().raw.dial(port);
    const stuck = await listener.accept();
    const free = await world().connect({ port });
    await listener.accept();
    peer.socket.pause();
    while (stuck.trySend("x".repeat(60_000)).status === "sent") await turns(1);
    const pool: Pool = world().keep(new LinkPool());
    pool.add(stuck);
    pool.add(free);
    expect(pool.trySend("for the first")).toEqual({ status: "would-block", link: stuck });
    expect(pool.trySend("for the first")).toEqual({ status: "would-block", link: stuck });
    expect(pool.broadcast("all")).toEqual({ sent: 1, blocked: [stuck] });
    peer.socket.resume();
    await until("room", () => pool.trySend("for the first").status === "sent");
    expect(pool.trySend("for the second")).toEqual({ status: "sent", link: free });
  });

  it("waits for a message no longer than it may, also for members that come later", async () => {
    const { pool, ends } = await poolOf(1);
    expect(await rejection("recv", pool.recv({ timeoutMs: 1 }))).toBeInstanceOf(TimeoutError);
    const waiting = pool.recv();
    await (ends[0] as TextLink).send("now");
    expect((await within("it", waiting)).message).toBe("now");
  });

  it("has a bound, and no link twice", async () => {
    const { pool, ends } = await poolOf(1);
    expect(pool.hasCapacity).toBe(false);
    expect(() => pool.add(ends[0] as TextLink)).toThrow(ResourceError);
    expect(() => pool.add(pool.links()[0] as TextLink)).toThrow(TypeError);
  });

  it("takes in whoever a listener accepts: a service of many clients", async () => {
    const { listener, port } = await world().listen();
    const service: Pool = world().keep(new LinkPool({ linksMax: 2 }));
    const filling = service.fill(listener);
    const clients = [await world().connect({ port }), await world().connect({ port })];
    await until("both", () => service.length === 2);
    const third = await world().connect({ port });
    expect((await within("the end", third.closed)).code).toBe("ended");
    const serving = (async () => {
      for await (const { link, message } of service) await link.send(message.toUpperCase());
    })();
    await Promise.all(clients.map((client, i) => client.send(`client ${i}`)));
    const answers = await Promise.all(clients.map((client) => client.recv()));
    expect(answers).toEqual(["CLIENT 0", "CLIENT 1"]);
    await listener.close();
    await service.close();
    await within("both loops", Promise.all([filling, serving]));
    expect(await rejection("recv", service.recv())).toMatchObject({ code: "connection-closed" });
  });
});
