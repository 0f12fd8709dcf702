import { describe, expect, it } from "vitest";
import { type Endian, connect, lengthField, listen } from "../../src/index.js";
import { useLinks } from "./world.js";

const world = useLinks();
const OFFSETS = [0, 1, 2, 3, 4, 5, 6, 7, 8];
const KINDS = (["big", "little"] as const).flatMap((endian: Endian) => [
  { endian, counts: "the payload", hasHeader: false },
  { endian, counts: "header and payload", hasHeader: true },
]);

// LK-01..05: offsets of 3 and more panic in the original, 1 and 2 read out of bounds.
describe.each(KINDS)("messages with a u16, $endian-endian, that counts $counts", (kind) => {
  it.each(OFFSETS)("go over a link whole, the length at offset %i", async (offset) => {
    const { endian, hasHeader } = kind;
    const headerBytes = offset + 2;
    const adjustment = hasHeader ? -headerBytes : 0;
    const framing = lengthField({ offset, size: 2, endian, adjustment, strip: 0 });
    const { loop } = world().raw;
    const listener = world().keep(await listen({ framing, loop }));
    const link = world().keep(await connect({ framing, port: listener.address.port, loop }));
    const accepted = await listener.accept();
    // What is in the place of the length is overwritten.
    const sent = Uint8Array.from({ length: headerBytes + 3 }, (_, i) => 0xa0 + i);
    await link.send(sent);
    await link.send(sent);
    const expected = Uint8Array.from(sent);
    const length = hasHeader ? headerBytes + 3 : 3;
    new DataView(expected.buffer).setUint16(offset, length, endian === "little");
    expect([await accepted.recv(), await accepted.recv()]).toEqual([expected, expected]);
  });
});
