import { connect } from "node:net";
import { once } from "node:events";
import { type Scenario, claim } from "../scenario.js";
import { echo, onSite } from "../site.js";
import { eventually, inTime } from "../waits.js";

const AT_ONCE = 20;

/** Connects and resets: at once, or amid a frame. */
async function hitAndRun(port: number, index: number): Promise<void> {
  const socket = connect({ port, host: "127.0.0.1" });
  socket.on("error", () => undefined);
  const closed = once(socket, "close");
  await inTime("a connection", Promise.race([once(socket, "connect"), closed]));
  if (index % 2 === 0)
    socket.write(Buffer.from([0, 0, 16, 0, 1, 2, 3]), () => socket.resetAndDestroy());
  else socket.resetAndDestroy();
  await inTime("its end", closed);
}

export const churn: Scenario = {
  name: "connects and resets in a row",
  run: (scale) =>
    onSite({}, async (site) => {
      let [connects, disconnects] = [0, 0];
      const { server, port } = await site.serve({
        ...echo,
        onConnect: () => void ++connects,
        onDisconnect: () => void ++disconnects,
      });
      const bystander = await site.dial(port);
      const count = scale.pick(200, 5_000);
      for (let i = 0; i < count; i += AT_ONCE) {
        await Promise.all(Array.from({ length: AT_ONCE }, (_, k) => hitAndRun(port, i + k)));
        await bystander.exchange(2);
      }
      await eventually("the end of all", () => server.connectionCount === 1);
      claim(disconnects === connects - 1, `${connects} came, ${disconnects} went`);
      const last = await site.dial(port);
      await last.exchange(10);
      // The kernel keeps those to itself that are reset before they are accepted.
      return `${connects - 2} of ${count} seen by the server`;
    }),
};
