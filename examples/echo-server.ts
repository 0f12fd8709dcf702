/**
 * An echo server: whoever sends a line gets it back. It ends at SIGTERM or SIGINT, when all answers are out.
 *
 *     npm run build && npm run examples && PORT=7007 node build/examples/echo-server.js
 *     nc 127.0.0.1 7007
 */
import { TcpServer, lines } from "millrace";

const server = new TcpServer(
  { port: Number(process.env.PORT ?? 0), framing: lines(), timeouts: { idleMs: 60_000 } },
  {
    onFrame: (connection, line) => void connection.send(line),
    onError: (_, error) => console.error(String(error)),
  },
);
const { address, port } = await server.start();
console.log(`listening on ${address}:${port}`);
for (const signal of ["SIGTERM", "SIGINT"]) process.once(signal, () => void server.stop());
