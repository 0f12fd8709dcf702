/** mio's `udp_server`, line by line. Usage: node udp-server.js [address], by default 127.0.0.1:9000. */
import { Events, Interest, Poll, Token, UdpSocket, WOULD_BLOCK } from "millrace/poll";

// A token to allow us to identify which event is for the `UdpSocket`.
const UDP_SOCKET = Token(0);

// Create a poll instance.
const poll = new Poll();
// Create storage for events. Since we will only register a single socket, a capacity of 1 will do.
const events = Events.withCapacity(1);

// Setup the UDP socket.
const socket = await UdpSocket.bind(process.argv[2] ?? "127.0.0.1:9000");

// Register our socket with the token defined above and an interest in being `READABLE`.
poll.registry.register(socket, UDP_SOCKET, Interest.READABLE);

const { address, port } = socket.localAddr();
console.log("You can connect to the server using `nc`:");
console.log(` $ nc -u ${address} ${port}`);
console.log("Anything you type will be echoed back to you.");

// Initialize a buffer for the UDP packet. We use the maximum size of a UDP packet, which is the maximum
// value of a 16 bit integer.
const buf = new Uint8Array(1 << 16);

// Our event loop.
for (;;) {
  // Poll to check if we have events waiting for us.
  await poll.poll(events);

  // Process each event.
  for (const event of events) {
    // Validate the token we registered our socket with, in this example it will only ever be one but we
    // make sure it's valid none the less.
    if (event.token !== UDP_SOCKET) {
      console.warn(`Got event for unexpected token: ${String(event)}`);
      continue;
    }
    for (;;) {
      // In this loop we receive all packets queued for the socket. If it was any kind of error, it was
      // thrown, and ends the program.
      const received = socket.recvFrom(buf);
      // WOULD_BLOCK: our socket has no more packets queued, so we can return to polling and wait for
      // some more.
      if (received === WOULD_BLOCK) break;
      const [packetSize, sourceAddress] = received;
      // Echo the data.
      socket.sendTo(buf.subarray(0, packetSize), sourceAddress);
    }
  }
}
