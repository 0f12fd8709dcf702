/**
 * A SoupBinTCP feed and a client that is cut off and comes back.
 *
 *     npm run build && npm run examples && node build/examples/soupbintcp/main.js
 */
import { join, serve } from "./session.js";

const server = await serve({
  session: "TODAY",
  users: { desk: "secret" },
  onData: (_, data) => console.log("server got:", data),
});
const client = await join({ port: server.port, user: "desk", password: "secret" });
server.publish("one");
server.publish("two");
for (let i = 0; i < 2; ++i) console.log("client got:", await client.recv());

const [cut] = server.listener.links();
cut?.abort();
server.publish("three, while nobody was there");
console.log("client got:", await client.recv());
await client.send({ type: "unsequenced", data: "an order" });

const ending = server.end();
console.log("client got:", await client.recv());
console.log("next sequence number:", client.session.nextSequence);
await client.close();
await ending;
