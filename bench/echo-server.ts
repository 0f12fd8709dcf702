/** One echo server in a process of its own: `raw` node:net, or `millrace`. Tells its port to its parent. */
import { createServer } from "node:net";
import { type AddressInfo } from "node:net";
import { TcpServer, lengthPrefixed } from "millrace";

async function millrace(): Promise<number> {
  const server = new TcpServer(
    { framing: lengthPrefixed(4) },
    { onFrame: (connection, frame) => void connection.send(frame) },
  );
  return (await server.start()).port;
}

function raw(): Promise<number> {
  const server = createServer({ noDelay: true }, (socket) => {
    socket.on("data", (chunk) => socket.write(chunk));
    socket.on("error", () => socket.destroy());
  });
  return new Promise((resolve) => {
    server.listen(0, "127.0.0.1", () => resolve((server.address() as AddressInfo).port));
  });
}

process.on("disconnect", () => process.exit());
process.send?.(await (process.argv[2] === "raw" ? raw() : millrace()));
