import { once } from "node:events";
import { type AddressInfo, type Socket, connect as dial, createServer } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { join, serve } from "../../examples/soupbintcp/session.js";
import { until, within } from "../support/events.js";
import { Peer } from "../support/sockets.js";

const CREDENTIALS = { user: "desk", password: "secret" };
const users = { desk: "secret" };

/** A packet: its length, type and payload. */
function packet(text: string): string {
  return `\0${String.fromCharCode(text.length)}${text}`;
}

const LOGIN = packet("Ldesk  secret                                 1");
const ACCEPTED = packet("ATODAY                        1");

const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

async function started(heartbeatMs = 60_000) {
  const data: string[] = [];
  const onData = (_: string, text: string): void => void data.push(text);
  const server = await serve({ session: "TODAY", users, onData, heartbeatMs });
  ends.push(() => server.end());
  return { server, data };
}

async function peerOf(port: number): Promise<Peer> {
  const socket = dial({ port, host: "127.0.0.1", allowHalfOpen: false });
  ends.push(() => socket.destroy());
  const peer = new Peer(socket);
  await within("a peer", once(socket, "connect"));
  return peer;
}

/** A raw server; answers its port and the first peer. */
async function rawServer(): Promise<{ port: number; peer: Promise<Peer> }> {
  const server = createServer();
  const peer = once(server, "connection").then(([socket]) => new Peer(socket as Socket));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  ends.push(() => server.close());
  return { port: (server.address() as AddressInfo).port, peer };
}

// LK-76: literal bytes of the specification, on raw sockets.
describe("a SoupBinTCP server", () => {
  it("answers a login of 49 bytes with 33, then sends in sequence, and ends the session", async () => {
    const { server } = await started();
    server.publish("before");
    const peer = await peerOf(server.port);
    expect(LOGIN.length).toBe(49);
    peer.write(LOGIN);
    const expected = `${ACCEPTED}${packet("Sbefore")}`;
    expect(ACCEPTED.length).toBe(33);
    expect((await peer.receive(expected.length)).toString("latin1")).toBe(expected);
    server.publish("after");
    await peer.receive(expected.length + 8);
    const ending = server.end();
    expect((await peer.rest()).toString("latin1")).toBe(
      `${expected}${packet("Safter")}${packet("Z")}`,
    );
    await within("the end", ending);
  });

  it("takes unsequenced data, and a logout", async () => {
    const { server, data } = await started();
    const peer = await peerOf(server.port);
    peer.write(LOGIN, packet("Uan order"), packet("R"), packet("+a remark"), packet("Uanother"));
    await until("both", () => data.length === 2);
    expect(data).toEqual(["an order", "another"]);
    peer.write(packet("O"));
    expect((await peer.rest()).toString("latin1")).toBe(`${ACCEPTED}${packet("Z")}`);
  });

  it.each([
    ["a wrong password", LOGIN.replace("secret", "guessed".slice(0, 6)), "JA"],
    ["another session", LOGIN.replace("secret              ", "secret    YESTERDAY "), "JS"],
    ["a sequence that is not there yet", `${LOGIN.slice(0, -1)}9`, "JS"],
  ])("rejects %s", async (_, login, answer) => {
    const { server } = await started();
    const peer = await peerOf(server.port);
    peer.write(login);
    expect((await peer.rest()).toString("latin1")).toBe(packet(answer));
  });

  it("sends heart beats while nothing else is sent", async () => {
    const { server } = await started(5);
    const peer = await peerOf(server.port);
    peer.write(LOGIN);
    const beats = packet("H").repeat(3);
    const bytes = await peer.receive(ACCEPTED.length + beats.length);
    expect(bytes.subarray(0, 33 + beats.length).toString("latin1")).toBe(`${ACCEPTED}${beats}`);
  });
});

describe("a SoupBinTCP client", () => {
  it("logs in, beats, sends, receives in sequence, and logs out", async () => {
    const { port, peer } = await rawServer();
    const joining = join({ port, ...CREDENTIALS, heartbeatMs: 60_000 });
    const server = await within("the client", peer);
    expect((await server.receive(49)).toString("latin1")).toBe(LOGIN);
    server.write(ACCEPTED, packet("H"), packet("Sone"), packet("Z"));
    const client = await within("the login", joining);
    expect(await client.recv()).toEqual({ type: "sequenced", data: "one" });
    expect(await client.recv()).toEqual({ type: "endOfSession" });
    expect(client.session).toEqual({ name: "TODAY", nextSequence: 2 });
    await client.send({ type: "unsequenced", data: "an order" });
    const closing = client.close();
    const expected = `${LOGIN}${packet("Uan order")}${packet("O")}`;
    expect((await server.receive(expected.length)).toString("latin1")).toBe(expected);
    server.socket.end();
    await within("the end", closing);
  });

  it("fails to join where its login is rejected", async () => {
    const { server } = await started();
    const wrong = join({ port: server.port, user: "desk", password: "wrong" });
    await expect(wrong).rejects.toThrow("the login failed: loginRejected");
  });

  it("comes back where it was cut off, and asks for what it has missed", async () => {
    const { server } = await started();
    const client = await join({ port: server.port, ...CREDENTIALS });
    ends.push(() => client.close());
    await until("the link", () => server.listener.links().length === 1);
    server.publish("one");
    expect(await client.recv()).toEqual({ type: "sequenced", data: "one" });
    const waiting = client.recv();
    server.listener.links()[0]?.abort();
    server.publish("two");
    server.publish("three");
    expect(await within("it", waiting)).toEqual({ type: "sequenced", data: "two" });
    expect(await client.recv()).toEqual({ type: "sequenced", data: "three" });
    expect(client.session.nextSequence).toBe(4);
  });
});
