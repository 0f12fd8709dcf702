import { once } from "node:events";
import { type AddressInfo, type Socket, createServer } from "node:net";
import { describe, expect, it } from "vitest";
import {
  type AcceptStatus,
  type Conversation,
  type LinkProtocol,
  MessageLog,
  ResourceError,
  TimeoutError,
} from "../../src/index.js";
import { Journal, deferred, rejection, turns, until, within } from "../support/events.js";
import { type TextLink, type TextListener, useLinks } from "./world.js";

const world = useLinks();
type Text = LinkProtocol<string, string>;

/** The first answer of tryAccept that is one. */
async function verdict(listener: TextListener): Promise<AcceptStatus<TextLink>> {
  let status: AcceptStatus<TextLink> = { status: "would-block" };
  await until("a verdict", () => {
    if (status.status === "would-block") status = listener.tryAccept();
    return status.status !== "would-block";
  });
  return status;
}

/** Notes every hook. */
function scribe(journal: Journal, who: string): Text {
  return {
    onConnect: () => journal.note(`${who} onConnect`),
    onDisconnect: () => journal.note(`${who} onDisconnect`),
    onSend: (_, message) => journal.note(`${who} onSend ${message}`),
    onSent: (_, message) => journal.note(`${who} onSent ${message}`),
    onRecv: (_, message) => journal.note(`${who} onRecv ${message}`),
    onWouldBlock: () => journal.note(`${who} onWouldBlock`),
    onError: (_, error) => journal.note(`${who} onError ${(error as Error).name}`),
  };
}

// LK-34..42
describe("the hooks of a protocol", () => {
  it("are called in order, each once", async () => {
    const journal = new Journal();
    const { accepted, dialed } = await world().pair({}, { protocol: scribe(journal, "client") });
    await dialed.send("ping");
    expect(await accepted.recv()).toBe("ping");
    await accepted.send("pong");
    await dialed.recv();
    await dialed.close();
    expect(journal.lines).toEqual([
      "client onConnect",
      "client onSend ping",
      "client onSent ping",
      "client onRecv pong",
      "client onDisconnect",
    ]);
  });

  it("onSend may alter a message, once, however often it would have blocked", async () => {
    const journal = new Journal();
    let sequence = 0;
    const protocol: Text = {
      onSend: (_, message) => `${++sequence}:${message}`,
      onSent: (_, message) => journal.note(message.slice(0, 8)),
      onWouldBlock: () => journal.note("would block"),
    };
    const { listener, port } = await world().listen({ protocol });
    const peer = await world().raw.dial(port);
    peer.socket.pause();
    const link = await listener.accept();
    let tries = 0;
    while (link.trySend("x".repeat(60_000)).status === "sent") {
      ++tries;
      await turns(1);
    }
    // The last one answered "sent", and took the room.
    expect(sequence).toBe(tries);
    expect(journal.count("would block")).toBe(1);
    for (let i = 0; i < 5; ++i) link.trySend("again");
    expect(journal.count("would block")).toBe(6);
    expect(sequence).toBe(tries);
    const last = link.send("last");
    peer.socket.resume();
    await within("the last", last);
    expect(journal.lines.at(-1)).toBe(`${tries + 1}:last`);
  });

  it("reply answers by itself, and onRecv keeps a message from recv", async () => {
    const protocol: Text = {
      onRecv: (_, message) => message !== "ping",
      reply: (_, message) => (message === "ping" ? "pong" : undefined),
    };
    const { accepted, dialed } = await world().pair({ protocol });
    await dialed.send("ping");
    await dialed.send("data");
    expect(await dialed.recv()).toBe("pong");
    expect(await accepted.recv()).toBe("data");
    expect(accepted.inboxLength).toBe(0);
  });

  it("onError hears of a message that could not be sent, with the message", async () => {
    const faults: unknown[] = [];
    const protocol: Text = { onError: (_, error, message) => faults.push([error, message]) };
    const { dialed } = await world().pair({}, { protocol });
    const error = await rejection("send", dialed.send("two\nlines"));
    expect(error).toMatchObject({ code: "unencodable" });
    expect(faults).toEqual([[error, "two\nlines"]]);
    await dialed.send("one line");
  });

  it("a hook that throws closes its own link, with the reason", async () => {
    const fault = new Error("in the hook");
    const protocol: Text = {
      onRecv: (_, message) => {
        if (message === "bad") throw fault;
      },
    };
    const { listener, accepted, dialed } = await world().pair({ protocol });
    const other = await world().connect({ port: listener.address.port });
    await dialed.send("bad");
    expect(await within("the end", accepted.closed)).toEqual({
      code: "handler-error",
      error: fault,
    });
    await other.send("good");
    expect(await (await listener.accept()).recv()).toBe("good");
  });

  it("isConnected is what the protocol says", async () => {
    const protocol: LinkProtocol<string, string, undefined, { isIn: boolean }> = {
      onRecv: (link, message) => {
        if (message === "login") link.connectionState.isIn = true;
      },
      isConnected: (link) => link.state === "open" && link.connectionState.isIn,
    };
    const { listener, port } = await world().listen({
      protocol,
      createState: () => ({ isIn: false }),
    });
    const one = await world().connect({ port });
    const two = await world().connect({ port });
    const links = [await listener.accept(), await listener.accept()];
    expect(links.map((link) => link.isConnected)).toEqual([false, false]);
    await one.send("login");
    await until("the login", () => links.some((link) => link.isConnected));
    // The state is that of one connection.
    expect(links.filter((link) => link.isConnected).length).toBe(1);
    expect(two.isConnected).toBe(true);
  });
});

describe("a handshake", () => {
  const login: Text = {
    onConnect: async (link) => {
      await link.send("login");
      const answer = await link.recv();
      if (answer !== "welcome") throw new Error(`refused: ${answer}`);
    },
  };
  const doorman: Text = {
    onConnect: async (link) => {
      const word = await link.recv();
      if (word === "login") await link.send("welcome");
      else {
        await link.send("go away");
        throw new Error(`not let in: ${word}`);
      }
    },
  };

  it("comes before everything else, at both ends", async () => {
    const { accepted, dialed } = await world().pair({ protocol: doorman }, { protocol: login });
    await dialed.send("first");
    expect(await accepted.recv()).toBe("first");
  });

  it("that fails, fails connect, and is a rejection for the listener", async () => {
    const { listener, port } = await world().listen({ protocol: doorman });
    const wrong: Text = {
      onConnect: async (link) => {
        await link.send("let me in");
        throw new Error(`refused: ${await link.recv()}`);
      },
    };
    const error = await rejection("connect", world().connect({ port, protocol: wrong }));
    expect((error as Error).message).toBe("refused: go away");
    const status = await verdict(listener);
    expect(status).toMatchObject({ status: "rejected", error: new Error("not let in: let me in") });
    // The acceptor lives on.
    await world().connect({ port, protocol: login });
    expect((await listener.accept()).state).toBe("open");
  });

  it("that is slow blocks nobody: others are accepted meanwhile", async () => {
    const { listener, port } = await world().listen({ protocol: doorman });
    const slow = await world().raw.dial(port);
    await until("the slow one", () => listener.connectionCount === 1);
    await world().connect({ port, protocol: login });
    expect((await within("the quick one", listener.accept())).state).toBe("open");
    slow.write("login\n");
    expect((await within("the slow one", listener.accept())).state).toBe("open");
    expect((await slow.receive(8)).toString()).toBe("welcome\n");
  });

  it("that takes too long is refused", async () => {
    const { listener, port } = await world().listen({ protocol: doorman, handshakeTimeoutMs: 20 });
    const silent = await world().raw.dial(port);
    const status = await verdict(listener);
    expect(status.status === "rejected" && status.error).toBeInstanceOf(TimeoutError);
    await silent.rest();
    const { port: deaf } = await world().listen();
    const options = { port: deaf, protocol: login, handshakeTimeoutMs: 20 };
    expect(await rejection("connect", world().connect(options))).toBeInstanceOf(TimeoutError);
  });

  it("that the peer hangs up in, fails at once", async () => {
    const port = await world().raw.listen((peer) => peer.socket.end());
    const error = await rejection("connect", world().connect({ port, protocol: login }));
    expect(error).toMatchObject({ name: "ConnectionClosedError" });
  });

  it("leaves what came behind it for recv", async () => {
    const { listener, port } = await world().listen({ protocol: doorman });
    const peer = await world().raw.dial(port);
    peer.write("login\none\ntwo\n");
    const link = await listener.accept();
    expect([await link.recv(), await link.recv()]).toEqual(["one", "two"]);
  });
});

describe("a farewell", () => {
  it("is sent before FIN, and its answer is waited for", async () => {
    const journal = new Journal();
    const polite: Text = {
      onDisconnect: async (link) => {
        await link.send("bye");
        journal.note(`answered ${await link.recv()}`);
      },
    };
    const { accepted, dialed } = await world().pair({}, { protocol: polite });
    await accepted.send("unread");
    await until("it", () => dialed.inboxLength === 1);
    const closing = dialed.close();
    expect(dialed.state).toBe("closing");
    expect(dialed.trySend("too late")).toEqual({ status: "closed" });
    expect(await accepted.recv()).toBe("bye");
    await accepted.send("farewell");
    expect((await within("the end", closing)).code).toBe("closed");
    expect(journal.lines).toEqual(["answered farewell"]);
    expect(await dialed.recv()).toBe("unread");
  });

  it("that nobody answers is given up", async () => {
    const journal = new Journal();
    const polite: Text = {
      onDisconnect: async (link) => void (await link.recv()),
      onError: (_, error) => journal.note((error as Error).name),
    };
    const { dialed } = await world().pair({}, { protocol: polite, farewellTimeoutMs: 20 });
    expect((await within("the end", dialed.close())).code).toBe("closed");
    expect(journal.lines).toEqual(["TimeoutError"]);
  });

  it("is said by a listener that closes, on each link", async () => {
    const polite: Text = { onDisconnect: (link) => link.send("closing time") };
    const { listener, port } = await world().listen({ protocol: polite });
    const links = [await world().connect({ port }), await world().connect({ port })];
    await until("both", () => listener.links().length === 2);
    await listener.close();
    for (const link of links) expect(await link.recv()).toBe("closing time");
    expect(listener.connectionCount).toBe(0);
  });
});

// LK-18, 19, 43
describe("heart beats", () => {
  it("flow while nothing else does, and not to recv", async () => {
    const journal = new Journal();
    const protocol: Text = {
      onRecv: (_, message) => {
        journal.note(message);
        return message !== "beat";
      },
    };
    const heartbeat = { intervalMs: 5, message: "beat" };
    const { accepted } = await world().pair({ protocol }, { heartbeat });
    await journal.has("beat", 3);
    expect(accepted.inboxLength).toBe(0);
  });

  it("are made anew each time, where they are made", async () => {
    let count = 0;
    const heartbeat = { intervalMs: 5, message: () => `beat ${++count}` };
    const { accepted } = await world().pair({}, { heartbeat });
    expect([await accepted.recv(), await accepted.recv()]).toEqual(["beat 1", "beat 2"]);
  });

  it("that do not come: a silent peer is taken for dead", async () => {
    const heartbeat = { toleranceMs: 40 };
    const { listener, port } = await world().listen({ heartbeat });
    await world().raw.dial(port);
    const link = await listener.accept();
    expect((await within("the end", link.closed)).code).toBe("timeout");
    expect(await rejection("recv", link.recv())).toMatchObject({ code: "ETIMEDOUT" });
  });

  it("of a living peer keep the link, however long nothing else is said", async () => {
    const protocol: Text = { onRecv: () => false };
    const { accepted, dialed } = await world().pair(
      { heartbeat: { toleranceMs: 400 }, protocol },
      { heartbeat: { intervalMs: 10, message: "beat" } },
    );
    await until("many beats", () => (accepted.stats()?.framesIn ?? 0) >= 60);
    expect([accepted.state, dialed.state]).toEqual(["open", "open"]);
  });
});

// LK-44..46, 64: session state, the message log, replay after a reconnect.
describe("a session", () => {
  interface Session {
    received: number;
  }

  /** A feed that numbers its messages, and sends again what a client has missed. */
  function feed(log: MessageLog<string>): Text {
    return {
      onConnect: async (link) => {
        const [, next = "1"] = (await link.recv()).split(" ");
        await link.replay(log, Number(next));
      },
    };
  }

  const subscriber: LinkProtocol<string, string, Session> = {
    onConnect: async (link) => {
      await link.send(`from ${link.session.received + 1}`);
    },
    onRecv: (link) => {
      link.session.received += 1;
    },
  };

  it("is resumed after a reconnect, without a gap and without a double", async () => {
    const log = new MessageLog<string>();
    const { listener, port } = await world().listen({ protocol: feed(log) });
    const session: Session = { received: 0 };
    const link = await world().connect({
      port,
      protocol: subscriber,
      session,
      reconnect: true,
      retryAfterMs: 1,
    });
    let service = await listener.accept();
    const publish = async (text: string): Promise<void> => {
      log.append(text);
      await service.send(text);
    };
    await publish("a");
    await publish("b");
    expect([await link.recv(), await link.recv()]).toEqual(["a", "b"]);
    const waiting = link.recv();
    service.abort();
    // Nobody hears these two: they come by replay.
    log.append("c");
    log.append("d");
    service = await within("the link again", listener.accept());
    await publish("e");
    expect([await waiting, await link.recv(), await link.recv()]).toEqual(["c", "d", "e"]);
    expect(session.received).toBe(5);
    expect(link.state).toBe("open");
  });

  it("goes on when the server is made anew, on the same port", async () => {
    const first = await world().listen();
    const { port } = first;
    const link = await world().connect({ port, reconnect: true, retryAfterMs: 1 });
    const before = await first.listener.accept();
    before.abort();
    await first.listener.close();
    await until("the loss", () => link.state === "connecting");
    expect(link.trySend("now")).toEqual({ status: "would-block" });
    const kept = link.send("kept for the next one");
    const { listener } = await world().listen({ port });
    await within("send", kept);
    expect(await (await listener.accept()).recv()).toBe("kept for the next one");
  });

  it("ends when the server does not come back in time", async () => {
    const { listener, port } = await world().listen();
    const link = await world().connect({ port, reconnect: true, retryAfterMs: 1, timeoutMs: 500 });
    await listener.accept();
    const waiting = link.recv();
    await listener.close({ graceMs: 0 });
    const reason = await within("the end", link.closed);
    expect(reason).toMatchObject({ code: "network-error", error: { code: "ETIMEDOUT" } });
    expect(await rejection("recv", waiting)).toBe(reason.error);
  });

  it("is dialed no more once this side closes", async () => {
    const { listener, port } = await world().listen();
    const link = await world().connect({ port, reconnect: true, retryAfterMs: 2_000_000 });
    const waiting = link.recv();
    await listener.close({ graceMs: 0 });
    await until("the loss", () => link.state === "connecting" && link.stats() === undefined);
    expect((await within("the end", link.close())).code).toBe("closed");
    expect(await rejection("recv", waiting)).toMatchObject({ name: "ConnectionClosedError" });
  });

  it.each(["close", "abort"] as const)(
    "ends as %s() asked, also while its last connection is being shut down by the peer",
    async (wish) => {
      const server = createServer({ allowHalfOpen: true, pauseOnConnect: true });
      server.listen(0, "127.0.0.1");
      await once(server, "listening");
      const { port } = server.address() as AddressInfo;
      const coming = once(server, "connection") as Promise<[Socket]>;
      const link = await world().connect({ port, reconnect: true, retryAfterMs: 2_000_000 });
      const [peer] = await coming;
      // The peer does not read, so the connection cannot close.
      while (link.trySend("x".repeat(60_000)).status === "sent") await turns(1);
      peer.end();
      await until("the shut-down", () => link.state === "connecting");
      expect(link.stats()).toBeDefined();
      if (wish === "abort") link.abort();
      else void link.close();
      peer.on("error", () => undefined).resume();
      const reason = await within("the end", link.closed);
      expect(reason.code).toBe(wish === "abort" ? "aborted" : "closed");
      peer.destroy();
      server.close();
    },
  );

  it("is one for all links of a listener; the state is one for each", async () => {
    const protocol: LinkProtocol<string, string, { total: number }, { own: number }> = {
      onRecv: (link: Conversation<string, string, { total: number }, { own: number }>) => {
        link.session.total += 1;
        link.connectionState.own += 1;
      },
    };
    const { listener, port } = await world().listen({
      protocol,
      session: { total: 0 },
      createState: () => ({ own: 0 }),
    });
    for (const count of [1, 2]) {
      const link = await world().connect({ port });
      const accepted = await listener.accept();
      for (let i = 0; i < count; ++i) {
        await link.send("x");
        await accepted.recv();
      }
      expect(accepted.connectionState.own).toBe(count);
    }
    expect(listener.session.total).toBe(3);
  });
});

describe("a message log", () => {
  it("numbers what it is given, and shows it from anywhere", () => {
    const log = new MessageLog<string>();
    expect([log.isEmpty, log.firstSequence, log.nextSequence]).toEqual([true, 1, 1]);
    expect(["a", "b", "c"].map((text) => log.append(text))).toEqual([1, 2, 3]);
    expect([...log.from(2)]).toEqual(["b", "c"]);
    expect([...log.from(4)]).toEqual([]);
    expect([...log]).toEqual(["a", "b", "c"]);
    expect(log.at(1)).toBe("a");
    expect(() => log.from(5)).toThrow(RangeError);
    expect(() => log.at(0)).toThrow('"sequence" expected an integer from 1 to 3, got 0');
  });

  it("is bounded: the oldest are dropped, and a replay of them is refused", () => {
    const log = new MessageLog<number>({ messagesMax: 3 });
    for (let i = 1; i <= 10; ++i) log.append(i);
    expect([log.length, log.firstSequence, log.nextSequence]).toEqual([3, 8, 11]);
    expect([...log.from(8)]).toEqual([8, 9, 10]);
    expect(() => log.from(7)).toThrow(ResourceError);
    expect(() => log.at(7)).toThrow("message 7 was dropped: the log begins at 8");
  });

  it("shows what is appended while it is read", () => {
    const log = new MessageLog<number>();
    log.append(1);
    const seen: number[] = [];
    for (const message of log.from(1)) {
      seen.push(message);
      if (message < 4) log.append(message + 1);
    }
    expect(seen).toEqual([1, 2, 3, 4]);
  });

  it("is replayed past hooks and observers; any store will do", async () => {
    const journal = new Journal();
    const { accepted, dialed } = await world().pair({}, { protocol: scribe(journal, "client") });
    const gate = deferred();
    const slow = {
      append: () => 1,
      nextSequence: 3,
      async *from(sequence: number) {
        yield `stored ${sequence}`;
        await gate.promise;
        yield `stored ${sequence + 1}`;
      },
    };
    const replaying = dialed.replay(slow, 1);
    expect(await accepted.recv()).toBe("stored 1");
    gate.resolve();
    expect(await accepted.recv()).toBe("stored 2");
    expect(await replaying).toBe(2);
    expect(journal.count("client onSen")).toBe(0);
  });
});
