/** An echo server on Bun.listen, unframed, and its port. Run by Bun. */

interface BunSocket {
  data: { unsent: Buffer };
  write(bytes: Uint8Array): number;
}

interface BunListen {
  listen(options: {
    hostname: string;
    port: number;
    socket: {
      open(socket: BunSocket): void;
      data(socket: BunSocket, chunk: Buffer): void;
      drain(socket: BunSocket): void;
      error(socket: BunSocket, error: Error): void;
    };
  }): { readonly port: number };
}

const { Bun } = globalThis as unknown as { Bun: BunListen };

/** What the kernel does not take is kept: Bun has no queue of its own. */
function write(socket: BunSocket, bytes: Buffer): void {
  const taken = Math.max(0, socket.write(bytes));
  socket.data.unsent = Buffer.from(bytes.subarray(taken));
}

const server = Bun.listen({
  hostname: "127.0.0.1",
  port: 0,
  socket: {
    open: (socket) => {
      socket.data = { unsent: Buffer.alloc(0) };
    },
    data: (socket, chunk) => {
      const { unsent } = socket.data;
      if (unsent.length > 0) socket.data.unsent = Buffer.concat([unsent, chunk]);
      else write(socket, chunk);
    },
    drain: (socket) => write(socket, socket.data.unsent),
    // A reset is the end of a round.
    error: () => undefined,
  },
});

process.stdout.write(`${server.port}\n`);
process.stdin.on("end", () => process.exit()).resume();
