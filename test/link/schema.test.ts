import * as v from "valibot";
import { describe, expect, it } from "vitest";
import {
  InvalidMessageError,
  ProtocolError,
  type StandardSchema,
  type StreamCodec,
  connect,
  jsonCodec,
  lines,
  listen,
} from "../../src/index.js";
import { rejection } from "../support/events.js";
import { useLinks } from "./world.js";

const world = useLinks();
const codec = jsonCodec(lines());
const schema = v.object({
  symbol: v.string(),
  price: v.number(),
  side: v.optional(v.string(), "buy"),
});

async function served(wanted: StandardSchema<unknown> = schema) {
  const { loop } = world().raw;
  const listener = world().keep(await listen({ codec, schema: wanted, loop, lingerMs: 100 }));
  const peer = await world().raw.dial(listener.address.port);
  return { peer, link: await listener.accept() };
}

describe("a schema (Standard Schema)", () => {
  it("validates what is received, and may change it", async () => {
    const { peer, link } = await served();
    peer.write('{"symbol":"ACME","price":12.5,"more":1}\n');
    expect(await link.recv()).toEqual({ symbol: "ACME", price: 12.5, side: "buy" });
  });

  it("makes a message that it refuses a ProtocolError: invalid, with position and issues", async () => {
    const { peer, link } = await served();
    peer.write('{"symbol":"A","price":1}\n', '{"symbol":"B","price":"two"}\n');
    expect(await link.recv()).toMatchObject({ symbol: "A" });
    const error = await rejection("recv", link.recv());
    expect(error).toBeInstanceOf(ProtocolError);
    expect(error).toMatchObject({ code: "invalid", offset: 25 });
    const { cause, message } = error as ProtocolError;
    expect(cause).toBeInstanceOf(InvalidMessageError);
    expect((cause as InvalidMessageError).issues).toHaveLength(1);
    expect(message).toMatch(/^the frame at offset 25 is no valid message: price: .*number/);
    expect((await link.closed).code).toBe("protocol-error");
  });

  it("validates messages of a StreamCodec, too", async () => {
    const digits: StreamCodec<unknown, number> = {
      decode: (bytes) => ({ frame: bytes[0], bytesRead: 1 }),
      encode: (message, target) => {
        if (target.length < 1) return "insufficient";
        target[0] = message;
        return 1;
      },
    };
    const { loop } = world().raw;
    const small = v.pipe(v.number(), v.maxValue(9));
    const listener = world().keep(await listen({ codec: digits, schema: small, loop }));
    const { port } = listener.address;
    const dialed = world().keep(await connect({ codec: digits, port, loop }));
    const accepted = await listener.accept();
    for (const digit of [7, 8, 10]) await dialed.send(digit);
    expect([await accepted.recv(), await accepted.recv()]).toEqual([7, 8]);
    expect(await rejection("recv", accepted.recv())).toMatchObject({ code: "invalid", offset: 2 });
  });

  it("that answers later is refused: a stream waits for nobody", async () => {
    const later = v.pipeAsync(
      v.string(),
      v.checkAsync(() => Promise.resolve(true)),
    );
    const { peer, link } = await served(later);
    peer.write('"x"\n');
    const error = await rejection("recv", link.recv());
    expect(error).toMatchObject({ code: "malformed" });
    expect(String((error as ProtocolError).cause)).toContain('"schema" expected one that answers');
  });
});
