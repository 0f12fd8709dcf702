/** The program of mio's README, line by line: a listener and a stream, told apart by their tokens. */
import { Events, Interest, Poll, TcpListener, TcpStream, Token } from "millrace/poll";

// Some tokens to allow us to identify which event is for which socket.
const SERVER = Token(0);
const CLIENT = Token(1);

async function main(): Promise<void> {
  // Create a poll instance.
  const poll = new Poll();
  // Create storage for events.
  const events = Events.withCapacity(128);

  // Setup the server socket.
  using server = await TcpListener.bind("127.0.0.1:0");
  // Start listening for incoming connections.
  poll.registry.register(server, SERVER, Interest.READABLE);

  // Setup the client socket.
  using client = TcpStream.connect(server.localAddr());
  // Register the socket.
  poll.registry.register(client, CLIENT, Interest.READABLE.add(Interest.WRITABLE));

  // Start an event loop.
  for (;;) {
    // Poll for events, waiting until we get an event.
    await poll.poll(events);

    // Process each event.
    for (const event of events) {
      // We can use the token we previously provided to `register` to determine for which socket the
      // event is.
      switch (event.token) {
        case SERVER: {
          // If this is an event for the server, it means a connection is ready to be accepted.
          //
          // Accept the connection and drop it immediately. This will close the socket and notify the
          // client of the EOF.
          const accepted = server.accept();
          if (typeof accepted !== "symbol") accepted[0].close();
          console.log("accepted and dropped");
          break;
        }
        case CLIENT:
          if (event.isWritable) {
            // We can (likely) write to the socket without blocking.
            console.log("writable");
          }
          if (event.isReadable) {
            // We can (likely) read from the socket without blocking. Since the server just shuts down
            // the connection, let's just exit from our event loop.
            console.log(`readable, read ${String(client.read(new Uint8Array(16)))}`);
            return;
          }
          break;
        default:
          // We don't expect any events with tokens other than those we provided.
          throw new Error(`unreachable: ${String(event)}`);
      }
    }
  }
}

await main();
