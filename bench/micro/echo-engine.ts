import { Duplex } from "node:stream";
import { type Frame, ProtocolEngine, lengthPrefixed } from "millrace";
import type { Micro } from "./micro.js";

const PAYLOAD_BYTES = 64;
/** Frames of a chunk: no more than the send buffer takes without a flush in between would be too kind. */
const FRAMES = 960;

function wireOf(): Buffer {
  const wire = Buffer.alloc(FRAMES * (4 + PAYLOAD_BYTES), 0x2e);
  for (let i = 0; i < FRAMES; ++i) wire.writeUInt32BE(PAYLOAD_BYTES, i * (4 + PAYLOAD_BYTES));
  return wire;
}

/** A stream without a network: what is pushed is read, what is written is counted and gone. */
class Sink extends Duplex {
  bytes = 0;

  override _read(): void {
    // Pushed from outside.
  }

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.bytes += chunk.length;
    done();
  }
}

/** Pushes the chunk, and waits until all of its frames are written again. */
async function pass(sink: Sink, wire: Buffer): Promise<void> {
  const expected = sink.bytes + wire.length;
  sink.push(wire);
  while (sink.bytes < expected) await new Promise((resolve) => setImmediate(resolve));
}

/** What `Connection.send` takes for what `message` makes of each frame, inside `onBatch`. */
export function sends(message: (frame: Frame, index: number) => Frame | Uint8Array): Micro {
  let ns = 0;
  const engine = new ProtocolEngine(
    { framing: lengthPrefixed(4) },
    {
      onBatch: (connection, batch) => {
        const begun = performance.now();
        for (let i = 0; i < batch.length; ++i) connection.send(message(batch.at(i), i));
        ns += 1e6 * (performance.now() - begun);
      },
    },
  );
  const sink = new Sink();
  engine.manage(sink);
  const wire = wireOf();
  return {
    operations: FRAMES,
    run: async () => {
      ns = 0;
      await pass(sink, wire);
      return ns;
    },
  };
}

/** All of the engine: in, `onFrame`, out. */
export function echoes(): Micro {
  const engine = new ProtocolEngine(
    { framing: lengthPrefixed(4) },
    { onFrame: (connection, frame) => void connection.send(frame) },
  );
  const sink = new Sink();
  engine.manage(sink);
  const wire = wireOf();
  return { operations: FRAMES, run: () => pass(sink, wire) };
}

/** The stream alone, with an echo that knows no frames. */
export function bareStream(): Micro {
  const sink = new Sink();
  sink.on("data", (chunk: Buffer) => sink.write(chunk));
  const wire = wireOf();
  return { operations: FRAMES, run: () => pass(sink, wire) };
}
