import { createSocket } from "node:dgram";
import { once } from "node:events";
import { describe, expect, it } from "vitest";
import { Interest, SocketAddr, Token, UdpSocket, WOULD_BLOCK } from "../../src/poll.js";
import { within } from "../support/events.js";
import { can } from "../support/runtime.js";
import { LOOPBACK, Watch, got, mine, text } from "./support.js";

const GROUP = "239.255.7.7";

async function two(): Promise<{ watch: Watch; one: UdpSocket; other: UdpSocket }> {
  const watch = new Watch();
  const one = mine(await UdpSocket.bind(LOOPBACK));
  const other = mine(await UdpSocket.bind(LOOPBACK));
  watch.poll.registry.register(one, Token(1), Interest.READABLE);
  watch.poll.registry.register(other, Token(2), Interest.READABLE);
  return { watch, one, other };
}

/** So many datagrams, as text, however many events they come in. */
async function received(
  watch: Watch,
  socket: UdpSocket,
  token: number,
  count: number,
): Promise<string[]> {
  const all: string[] = [];
  while (all.length < count) {
    await watch.until(`${count} datagrams`, token);
    const into = new Uint8Array(64);
    for (let answer = socket.recv(into); answer !== WOULD_BLOCK; answer = socket.recv(into)) {
      all.push(Buffer.from(into.subarray(0, answer)).toString());
    }
  }
  return all;
}

describe("MO-33 a UDP socket", () => {
  it.skipIf(!can.keepDatagramOrder)(
    "sends to and receives from anybody; peeking takes nothing; what has no room is cut off",
    async () => {
      const { watch, one, other } = await two();
      const into = new Uint8Array(16);
      expect(other.recvFrom(into)).toBe(WOULD_BLOCK);
      const bytes = text("hello");
      expect(one.sendTo(bytes, other.localAddr())).toBe(5);
      bytes.fill(0);
      expect(one.sendTo(text(""), String(other.localAddr()))).toBe(0);
      expect(await watch.next()).toEqual(["Event(2: READABLE)"]);
      const [size, from] = got(other.peekFrom(into));
      expect([size, String(from)]).toEqual([5, String(one.localAddr())]);
      expect(other.peek(into.subarray(0, 2))).toBe(2);
      expect(got(other.recvFrom(into.subarray(0, 3)))[0]).toBe(3);
      expect(Buffer.from(into.subarray(0, 5)).toString()).toBe("hello");
      expect(Buffer.from(into.subarray(0, 3)).toString()).toBe("hel");
      while (other.peek(into) === WOULD_BLOCK) await watch.until("the empty one", 2);
      expect(other.recv(into)).toBe(0);
      expect(other.peek(into)).toBe(WOULD_BLOCK);
      expect(await watch.quiet()).toEqual([]);
    },
  );

  it.skipIf(!can.connectDatagrams)("connected, it sends to one and receives from one", async () => {
    const { watch, one, other } = await two();
    expect(() => one.send(text("x"))).toThrow(expect.objectContaining({ code: "EDESTADDRREQ" }));
    expect(() => one.peerAddr()).toThrow(expect.objectContaining({ code: "ENOTCONN" }));
    await one.connect(other.localAddr());
    expect(String(one.peerAddr())).toBe(String(other.localAddr()));
    expect(() => one.sendTo(text("x"), other.localAddr())).toThrow(
      expect.objectContaining({ code: "EISCONN" }),
    );
    const stranger = mine(await UdpSocket.bind(LOOPBACK));
    stranger.sendTo(text("stranger"), one.localAddr());
    expect(one.send(text("question"))).toBe(8);
    expect(await received(watch, other, 2, 1)).toEqual(["question"]);
    other.sendTo(text("answer"), one.localAddr());
    expect(await received(watch, one, 1, 1)).toEqual(["answer"]);
    await one.connect(stranger.localAddr());
    stranger.sendTo(text("no stranger now"), one.localAddr());
    expect(await received(watch, one, 1, 1)).toEqual(["no stranger now"]);
  });

  it.skipIf(!can.connectDatagrams)(
    "tells what the network says later: an error that waits",
    async () => {
      const { watch, one, other } = await two();
      const gone = other.localAddr();
      await one.connect(gone);
      other.close();
      await once(other.inner, "close");
      one.send(text("anybody?"));
      const event = await watch.until("the refusal", 1, ({ isError }) => isError);
      expect(event.isReadable).toBe(true);
      expect(() => one.recv(new Uint8Array(1))).toThrow(
        expect.objectContaining({ code: "ECONNREFUSED" }),
      );
      expect(one.takeError()).toBeUndefined();
      expect(() => other.localAddr()).toThrow(expect.objectContaining({ code: "EBADF" }));
      expect(() => other.sendTo(text("x"), gone)).toThrow(
        expect.objectContaining({ code: "EBADF" }),
      );
    },
  );

  it("refuses what no datagram holds, and blocks when too much is on its way", async () => {
    const { watch, one, other } = await two();
    expect(() => one.sendTo(new Uint8Array(65_508), other.localAddr())).toThrow(
      expect.objectContaining({ code: "EMSGSIZE" }),
    );
    watch.poll.registry.reregister(one, Token(1), Interest.WRITABLE);
    expect(await watch.next()).toEqual(["Event(1: WRITABLE)"]);
    let sent = 0;
    while (one.sendTo(new Uint8Array(60_000), other.localAddr()) !== WOULD_BLOCK) sent += 1;
    expect(sent).toBeLessThan(10);
    const event = await watch.until("room", 1);
    expect(event.isWritable).toBe(true);
    expect(one.sendTo(text("x"), other.localAddr())).toBe(1);
  });

  it.skipIf(!can.keepDatagramOrder)(
    "holds so much for recv() and drops the rest, counted",
    async () => {
      const watch = new Watch();
      const few = mine(await UdpSocket.bind(LOOPBACK, { queueDatagrams: 2 }));
      const small = mine(await UdpSocket.bind(LOOPBACK, { queueBytes: 5 }));
      const sender = mine(await UdpSocket.bind(LOOPBACK));
      for (const part of ["one", "two", "three", "four"]) {
        sender.sendTo(text(part), few.localAddr());
        sender.sendTo(text(part), small.localAddr());
      }
      watch.poll.registry.register(few, Token(1), Interest.READABLE);
      watch.poll.registry.register(small, Token(2), Interest.READABLE);
      while (few.dropped < 2 || small.dropped < 3) await watch.next(1);
      const into = new Uint8Array(9);
      const sizes = [few.recv(into), few.recv(into), few.recv(into)];
      expect(sizes).toEqual([3, 3, WOULD_BLOCK]);
      expect([small.recv(into), small.recv(into)]).toEqual([3, WOULD_BLOCK]);
      await expect(UdpSocket.bind(LOOPBACK, { queueBytes: 0 })).rejects.toThrow(RangeError);
    },
  );

  it.skipIf(!can.tellErrorsApart)(
    "receives what goes to a group until it leaves, with loop and ttl as they are set",
    async () => {
      const { watch, one } = await two();
      const other = mine(await UdpSocket.bind("0.0.0.0:0"));
      watch.poll.registry.register(other, Token(3), Interest.READABLE);
      other.joinMulticastV4(GROUP, "127.0.0.1");
      one.setMulticastInterface("127.0.0.1");
      expect([one.multicastLoopV4(), one.multicastTtlV4()]).toEqual([true, 1]);
      one.setMulticastLoopV4(true);
      one.setMulticastTtlV4(2);
      expect([one.multicastLoopV4(), one.multicastTtlV4(), one.multicastLoopV6()]).toEqual([
        true,
        2,
        true,
      ]);
      const to = new SocketAddr(GROUP, other.localAddr().port);
      one.sendTo(text("all of you"), to);
      expect(await received(watch, other, 3, 1)).toEqual(["all of you"]);
      one.setMulticastLoopV4(false);
      expect(one.multicastLoopV4()).toBe(false);
      // On the loopback network itself everything comes back, whatever this says.
      one.setMulticastLoopV4(true);
      one.sendTo(text("again"), to);
      expect(await received(watch, other, 3, 1)).toEqual(["again"]);
      other.leaveMulticastV4(GROUP, "127.0.0.1");
      expect(() => other.leaveMulticastV4(GROUP, "127.0.0.1")).toThrow(
        expect.objectContaining({ name: "NetworkError", code: "EADDRNOTAVAIL" }),
      );
      one.sendTo(text("gone"), to);
      one.sendTo(text("still here"), new SocketAddr("127.0.0.1", to.port));
      expect(await received(watch, other, 3, 1)).toEqual(["still here"]);
    },
  );

  it.skipIf(!can.tellErrorsApart)("broadcasts only when it is allowed to", async () => {
    const watch = new Watch();
    const receiver = mine(await UdpSocket.bind("0.0.0.0:0"));
    const sender = mine(await UdpSocket.bind(LOOPBACK));
    watch.poll.registry.register(receiver, Token(1), Interest.READABLE);
    watch.poll.registry.register(sender, Token(2), Interest.READABLE);
    const to = new SocketAddr("127.255.255.255", receiver.localAddr().port);
    expect(sender.broadcast()).toBe(false);
    sender.sendTo(text("forbidden"), to);
    const event = await watch.until("the refusal", 2);
    expect(event.isError).toBe(true);
    expect(sender.takeError()).toMatchObject({ code: "EACCES" });
    sender.setBroadcast(true);
    expect(sender.broadcast()).toBe(true);
    sender.sendTo(text("everybody"), to);
    expect(await received(watch, receiver, 1, 1)).toEqual(["everybody"]);
  });

  it("has a ttl that can be set, IPv6, and sockets that others have made", async () => {
    const watch = new Watch();
    const six = mine(await UdpSocket.bind("[::1]:0", { onlyV6: true }));
    expect([six.onlyV6(), six.localAddr().address]).toEqual([true, "::1"]);
    expect(() => six.ttl()).toThrow(expect.objectContaining({ code: "ENOTSUP" }));
    const four = mine(await UdpSocket.bind(LOOPBACK));
    four.setTtl(17);
    expect([four.ttl(), four.onlyV6()]).toEqual([17, false]);
    expect(() => four.setTtl(0)).toThrow(RangeError);
    await expect(UdpSocket.bind(four.localAddr())).rejects.toMatchObject({ code: "EADDRINUSE" });
    const shared = mine(await UdpSocket.bind(LOOPBACK, { reuseAddr: true }));
    mine(await UdpSocket.bind(shared.localAddr(), { reuseAddr: true }));

    const inner = createSocket("udp6");
    inner.bind(0, "::1");
    await within("a socket of node:dgram", once(inner, "listening"));
    const adopted = mine(UdpSocket.fromStd(inner));
    watch.poll.registry.register(adopted, Token(1), Interest.READABLE);
    six.sendTo(text("over six"), adopted.localAddr());
    expect(await received(watch, adopted, 1, 1)).toEqual(["over six"]);
    expect(() => adopted.joinMulticastV6("::1")).toThrow(
      expect.objectContaining({ name: "NetworkError" }),
    );
  });

  it.skipIf(!can.keepDatagramOrder)("that is closed sends what it was given", async () => {
    const { watch, one, other } = await two();
    for (const part of ["1", "2", "3"]) one.sendTo(text(part), other.localAddr());
    one.close();
    one.close();
    expect(await received(watch, other, 2, 3)).toEqual(["1", "2", "3"]);
  });
});
