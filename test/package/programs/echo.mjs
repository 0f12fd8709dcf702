// A program of a user: a server that sends every frame back, and a bare socket that talks to it.
import { once } from "node:events";
import { connect } from "node:net";
import { TcpServer, lengthPrefixed } from "millrace";

const server = new TcpServer(
  { host: "127.0.0.1", port: 0, framing: lengthPrefixed(4) },
  {
    onFrame(connection, frame) {
      connection.send(frame);
    },
  },
);
const { port } = await server.start();
const socket = connect(port, "127.0.0.1");
socket.write(Uint8Array.of(0, 0, 0, 2, 0x68, 0x69));

let answer = Buffer.alloc(0);
while (answer.length < 6) answer = Buffer.concat([answer, ...(await once(socket, "data"))]);
console.log(answer.toString("hex"));
socket.destroy();
await server.stop();
