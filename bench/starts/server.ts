/** The first frame of a server. */
import { connect } from "node:net";
import { TcpServer, lengthPrefixed } from "millrace";

const server = new TcpServer(
  { framing: lengthPrefixed(4) },
  {
    onFrame: (_connection, frame) => {
      process.exit(frame.length === 1 && frame.getUint8(0) === 0x2e ? 0 : 1);
    },
  },
);
const { port } = await server.start();
connect({ port, host: "127.0.0.1" }).write(new Uint8Array([0, 0, 0, 1, 0x2e]));
