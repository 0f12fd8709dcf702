/**
 * The echo protocol of mai, the Rust library, ported: the codec finds the boundaries by itself, and any
 * message completes, however it is cut and however large it is. Its framing is in codecs/echo.ts.
 *
 *     npm run build && npm run examples && node build/examples/echo-codec.js
 */
import { TcpClient, TcpServer } from "millrace";
import { echoCodec } from "./codecs/echo.js";

const server = new TcpServer(
  { codec: echoCodec },
  {
    onFrame: (connection, message) => void connection.send(message),
    onError: (_, error) => console.log("server:", String(error)),
  },
);
const { port } = await server.start();

const MESSAGES = 1000;
const LARGE = `${"x".repeat(100_000)}\n`;
let echoed = 0;

const client = new TcpClient(
  { port, codec: echoCodec },
  {
    onFrame(connection, message) {
      const expected = echoed === MESSAGES ? LARGE : `message ${echoed}\n`;
      if (message !== expected) throw new Error(`an echo is wrong: ${message}`);
      // The protocol has no empty message: the server refuses it, and closes the connection.
      if (echoed++ === MESSAGES) connection.send("\n");
    },
    onError: (_, error) => console.log("client:", String(error)),
  },
);
const connection = await client.connect();
for (let i = 0; i < MESSAGES; ++i) connection.send(`message ${i}\n`);
connection.send(LARGE);

await connection.closed;
console.log(`${echoed} messages came back`);
await server.stop();
