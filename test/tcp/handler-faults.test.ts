import { describe, expect, it } from "vitest";
import { type Handler, lengthPrefixed } from "../../src/index.js";
import { Journal, turns } from "../support/events.js";
import { READ_PATHS, type World, framed, useWorld } from "../support/sockets.js";
import { stillEchoes } from "../support/scenes.js";

const framing = lengthPrefixed(1);

/** A handler that echoes until it is told to fail, and notes what becomes of it. */
function faulty(journal: Journal, fault: Handler): Handler {
  return {
    onFrame: (connection, frame) => void connection.send(frame),
    onError: (_, error) => journal.note(`error ${String(error)}`),
    onDisconnect: (_, reason) => journal.note(`disconnect ${reason.code}`),
    ...fault,
  };
}

/** Two peers of one server; the first one's handler fails at the word "bang". */
async function bang(world: World, journal: Journal, fault: Handler): Promise<void> {
  const { server, port } = await world.serve({ framing }, faulty(journal, fault));
  const bystander = await world.dial(port);
  await stillEchoes(bystander);
  const victim = await world.dial(port);
  victim.write(framed("bang", 1), framed("never seen", 1));
  await victim.rest();
  victim.socket.end();
  await journal.has("disconnect");
  await stillEchoes(bystander);
  await turns(3);
  expect(server.connectionCount).toBe(1);
}

function explode(text: string): void {
  if (text === "bang") throw new Error("bang!");
}

describe.each(READ_PATHS)("a handler that fails over $path", ({ directReads }) => {
  const world = useWorld(directReads);
  const onlyOwn = ["error Error: bang!", "disconnect handler-error"];

  it("by a throw in onFrame closes its own connection only", async () => {
    const journal = new Journal();
    await bang(world(), journal, {
      onFrame: (connection, frame) => {
        journal.note(frame.text());
        explode(frame.text());
        connection.send(frame);
      },
    });
    expect(journal.lines).toEqual(["alive", "bang", ...onlyOwn, "alive"]);
  });

  it("by a rejected promise of onFrame closes its own connection only", async () => {
    const journal = new Journal();
    await bang(world(), journal, {
      onFrame: async (connection, frame) => {
        const text = frame.text();
        if (text !== "never seen") connection.send(frame);
        await Promise.resolve();
        explode(text);
      },
    });
    expect(journal.lines).toEqual(onlyOwn);
  });

  it("by a throw in onData closes before anything is framed", async () => {
    const journal = new Journal();
    await bang(world(), journal, {
      onData: (_, bytes) => explode(Buffer.from(bytes.subarray(1, 5)).toString()),
    });
    expect(journal.lines).toEqual(onlyOwn);
  });

  it("by a throw in onBatch closes its own connection only", async () => {
    const journal = new Journal();
    await bang(world(), journal, { onBatch: (_, batch) => explode(batch.at(0).text()) });
    expect(journal.lines).toEqual(onlyOwn);
  });

  it("by an onError that throws in its turn does no further harm", async () => {
    const journal = new Journal();
    await bang(world(), journal, {
      onFrame: (connection, frame) => {
        explode(frame.text());
        connection.send(frame);
      },
      onError: (_, error) => {
        journal.note(`error ${String(error)}`);
        throw new Error("again");
      },
    });
    expect(journal.lines).toEqual(onlyOwn);
  });

  it("by an onError whose promise rejects does no further harm", async () => {
    const journal = new Journal();
    await bang(world(), journal, {
      onFrame: (connection, frame) => {
        explode(frame.text());
        connection.send(frame);
      },
      onError: async (_, error) => {
        journal.note(`error ${String(error)}`);
        await Promise.reject(new Error("again"));
      },
    });
    expect(journal.lines).toEqual(onlyOwn);
  });

  it("with a trap of a WebAssembly module of its own closes its own connection only", async () => {
    const journal = new Journal();
    await bang(world(), journal, {
      onFrame: (connection, frame) => {
        if (frame.text() === "bang") throw new WebAssembly.RuntimeError("unreachable");
        connection.send(frame);
      },
    });
    expect(journal.lines).toEqual(["error RuntimeError: unreachable", "disconnect handler-error"]);
  });

  it("in onConnect gets no frame and closes its own connection only", async () => {
    const journal = new Journal();
    let isFirst = true;
    await bang(world(), journal, {
      onConnect: () => {
        if (!isFirst) explode("bang");
        isFirst = false;
      },
      onFrame: (connection, frame) => {
        journal.note(frame.text());
        connection.send(frame);
      },
    });
    expect(journal.lines).toEqual(["alive", ...onlyOwn, "alive"]);
  });

  it("in onDisconnect is reported, and the others live on", async () => {
    const journal = new Journal();
    await bang(world(), journal, {
      onFrame: (connection, frame) => {
        if (frame.text() === "bang") connection.close();
        else connection.send(frame);
      },
      onDisconnect: (_, reason) => {
        journal.note(`disconnect ${reason.code}`);
        if (reason.code === "closed") throw new Error("bang!");
      },
    });
    expect(journal.lines).toEqual(["disconnect closed", "error Error: bang!"]);
  });
});
