/** What several files of tests look at in the same way. */
import { once } from "node:events";
import { connect } from "node:net";
import { expect } from "vitest";
import type { Handler } from "../../src/index.js";
import { type Journal, within } from "./events.js";
import { type Peer, framed } from "./sockets.js";

/** Whether anybody listens at this port. */
export async function answersAt(port: number): Promise<boolean> {
  const socket = connect({ port, host: "127.0.0.1" });
  const refused = once(socket, "error").then(() => false);
  const isOpen = await within(
    "an answer",
    Promise.race([refused, once(socket, "connect").then(() => true)]),
  );
  socket.on("error", () => undefined);
  socket.destroy();
  return isOpen;
}

/** Notes the frames; pauses behind the ones that say so. */
export function pausing(journal: Journal): Handler {
  return {
    onFrame: (connection, frame) => {
      journal.note(frame.text());
      if (frame.text().startsWith("pause")) connection.pause();
    },
    onError: (_, error) => journal.note(String(error)),
    onDisconnect: (_, { code }) => journal.note(code),
  };
}

/** The bystander's echo still works, and its connection has heard nothing. */
export async function stillEchoes(bystander: Peer): Promise<void> {
  const before = bystander.received;
  bystander.write(framed("alive", 1));
  const all = await bystander.receive(before + 6);
  expect(all.subarray(before).toString()).toBe("\x05alive");
  expect(bystander.hasEnded).toBe(false);
}
