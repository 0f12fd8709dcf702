// A program of a user, with Node's types: both entries, whose classes and types are the same.
import type { AddressInfo } from "node:net";
import { FrameDecoder as SameDecoder, TcpServer } from "millrace";
import { FrameDecoder, lengthPrefixed } from "millrace/codec";

const decoder: SameDecoder = new FrameDecoder(lengthPrefixed());
const server = new TcpServer(
  { host: "127.0.0.1", port: 0, framing: lengthPrefixed(4) },
  {
    onFrame(connection, frame): void {
      const sent: boolean = connection.send(frame);
      if (!sent) connection.close();
    },
  },
);
const address: AddressInfo = await server.start();
console.log(decoder instanceof SameDecoder, address.family);
await server.stop();
