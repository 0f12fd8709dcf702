/**
 * mio's `tcp_server`, line by line. Usage: node tcp-server.js [address], by default 127.0.0.1:9000.
 * One thing is better: a short write is carried on with, where mio's example gives up.
 */
import {
  type Event,
  Events,
  Interest,
  Poll,
  type Registry,
  TcpListener,
  type TcpStream,
  Token,
  WOULD_BLOCK,
} from "millrace/poll";

// Setup some tokens to allow us to identify which event is for which socket.
const SERVER = Token(0);

// Some data we'll send over the connection.
const DATA = new TextEncoder().encode("Hello world!\n");

interface Connection {
  readonly stream: TcpStream;
  /** Bytes of DATA that went out. */
  written: number;
}

// Create a poll instance.
const poll = new Poll();
// Create storage for events.
const events = Events.withCapacity(128);

// Setup the TCP server socket.
const server = await TcpListener.bind(process.argv[2] ?? "127.0.0.1:9000");

// Register the server with poll we can receive events for it.
poll.registry.register(server, SERVER, Interest.READABLE);

// Map of `Token` -> connection.
const connections = new Map<Token, Connection>();
// Unique token for each incoming connection.
let uniqueToken = SERVER + 1;

const { address, port } = server.localAddr();
console.log("You can connect to the server using `nc`:");
console.log(` $ nc ${address} ${port}`);
console.log("You'll see our welcome message and anything you type will be printed here.");

for (;;) {
  await poll.poll(events);
  for (const event of events) {
    if (event.token === SERVER) {
      acceptAll();
      continue;
    }
    // Maybe received an event for a TCP connection.
    const connection = connections.get(event.token);
    // Sporadic events happen, we can safely ignore them.
    if (connection === undefined) continue;
    if (handleConnectionEvent(poll.registry, connection, event)) {
      connections.delete(event.token);
      connection.stream.close();
    }
  }
}

function acceptAll(): void {
  for (;;) {
    // Received an event for the TCP server socket, which indicates we can accept a connection.
    const accepted = server.accept();
    // WOULD_BLOCK: our listener has no more incoming connections queued, so we can return to polling
    // and wait for some more. If it was any other kind of error, it was thrown, and ends the program.
    if (accepted === WOULD_BLOCK) return;
    const [stream, peer] = accepted;
    console.log(`Accepted connection from: ${String(peer)}`);
    const token = Token(uniqueToken++);
    poll.registry.register(stream, token, Interest.READABLE.add(Interest.WRITABLE));
    connections.set(token, { stream, written: 0 });
  }
}

/** Returns `true` if the connection is done. */
function handleConnectionEvent(registry: Registry, connection: Connection, event: Event): boolean {
  const { stream } = connection;
  if (event.isWritable && connection.written < DATA.length) {
    // We can (maybe) write to the connection: as much as there is room for, the rest at the next event.
    for (;;) {
      const count = stream.write(DATA.subarray(connection.written));
      if (count === WOULD_BLOCK) break;
      connection.written += count;
      if (connection.written === DATA.length) break;
    }
    // After we've written everything we'll reregister the connection to only respond to readable events.
    if (connection.written === DATA.length) {
      registry.reregister(stream, event.token, Interest.READABLE);
    }
  }

  if (event.isReadable) {
    let connectionClosed = false;
    let receivedData = new Uint8Array(4096);
    let bytesRead = 0;
    // We can (maybe) read from the connection.
    for (;;) {
      const count = stream.read(receivedData.subarray(bytesRead));
      // WOULD_BLOCK: the connection is not actually ready to perform this I/O operation.
      if (count === WOULD_BLOCK) break;
      if (count === 0) {
        // Reading 0 bytes means the other side has closed the connection or is done writing, then so
        // are we.
        connectionClosed = true;
        break;
      }
      bytesRead += count;
      if (bytesRead === receivedData.length) {
        const larger = new Uint8Array(receivedData.length + 1024);
        larger.set(receivedData);
        receivedData = larger;
      }
    }

    if (bytesRead !== 0) {
      const text = new TextDecoder().decode(receivedData.subarray(0, bytesRead));
      console.log(`Received data: ${text.trimEnd()}`);
    }

    if (connectionClosed) {
      console.log("Connection closed");
      return true;
    }
  }

  return false;
}
