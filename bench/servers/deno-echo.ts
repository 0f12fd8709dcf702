/** An echo server on Deno.listen, unframed, and its port. Run by Deno. */

interface DenoConn {
  read(buffer: Uint8Array): Promise<number | null>;
  write(bytes: Uint8Array): Promise<number>;
  setNoDelay(): void;
  close(): void;
}

interface DenoListener extends AsyncIterable<DenoConn> {
  readonly addr: { readonly port: number };
}

interface DenoListen {
  listen(options: { hostname: string; port: number }): DenoListener;
}

const BUFFER_BYTES = 64 * 1024;

async function echo(connection: DenoConn): Promise<void> {
  connection.setNoDelay();
  const buffer = new Uint8Array(BUFFER_BYTES);
  for (;;) {
    const bytes = await connection.read(buffer);
    if (bytes === null) break;
    for (let at = 0; at < bytes;) at += await connection.write(buffer.subarray(at, bytes));
  }
  connection.close();
}

const { Deno } = globalThis as unknown as { Deno: DenoListen };
const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
process.stdout.write(`${listener.addr.port}\n`);
process.stdin.on("end", () => process.exit()).resume();
for await (const connection of listener) {
  // A reset is the end of a round.
  void echo(connection).catch(() => undefined);
}
