import { describe, expect, test } from "vitest";
import { EncodeError, FrameDecoder, FrameScratch, type FrameWriter, raw } from "../../src/codec.js";
import { hex, shown, wire } from "../support/wire.js";

const written = (write: (writer: FrameWriter) => void): string => {
  const scratch = new FrameScratch();
  write(scratch);
  return shown(scratch.bytes());
};

describe("a writer", () => {
  test("writes integers of either order where DataView would", () => {
    const bytes = written((writer) => {
      writer.writeUint8(0xfe);
      writer.writeInt8(-1);
      writer.writeUint16(0x0102);
      writer.writeUint16(0x0102, true);
      writer.writeInt16(-2);
      writer.writeUint32(0x01020304);
      writer.writeInt32(-2, true);
      writer.writeBigUint64(0x0102030405060708n);
      writer.writeBigInt64(-2n, true);
    });
    const small = "fe ff 01 02 02 01 ff fe 01 02 03 04 fe ff ff ff";
    expect(bytes).toBe(`${small} 01 02 03 04 05 06 07 08 fe ff ff ff ff ff ff ff`);
  });

  test("writes floats of either order", () => {
    const bytes = written((writer) => {
      writer.writeFloat32(1);
      writer.writeFloat32(1, true);
      writer.writeFloat64(-2);
      writer.writeFloat64(-2, true);
    });
    expect(bytes).toBe("3f 80 00 00 00 00 80 3f c0 00 00 00 00 00 00 00 00 00 00 00 00 00 00 c0");
  });

  test("takes bytes, text and frames", () => {
    using decoder = new FrameDecoder(raw());
    const bytes = written((writer) => {
      writer.write(hex("01 02"));
      writer.write("é");
      for (const frame of decoder.push(wire("abc"))) writer.write(frame);
      writer.write("");
    });
    expect(bytes).toBe("01 02 c3 a9 61 62 63");
  });

  test("counts what was written", () => {
    const scratch = new FrameScratch();
    expect(scratch.length).toBe(0);
    scratch.writeText("a€𝄞");
    scratch.writeUint16(7);
    expect(scratch.length).toBe(10);
    scratch.reset();
    expect(scratch.length).toBe(0);
  });

  test("reserves zeros to be filled, whatever lay there before", () => {
    const scratch = new FrameScratch();
    scratch.write(hex("ff ff ff ff"));
    scratch.reset();
    const view = scratch.reserve(3);
    view[1] = 7;
    expect(shown(scratch.bytes())).toBe("00 07 00");
  });

  test("keeps what it has as it grows", () => {
    const scratch = new FrameScratch();
    for (let i = 0; i < 100_000; ++i) scratch.writeUint32(i);
    const view = new DataView(scratch.bytes().slice().buffer);
    expect(scratch.length).toBe(400_000);
    expect([0, 1023, 1024, 99_999].map((i) => view.getUint32(4 * i))).toEqual([
      0, 1023, 1024, 99_999,
    ]);
  });

  test.each(["a", "é", "€", "𝄞", "a€", "𝄞a"])("writes much text of %s", (unit) => {
    const text = unit.repeat(10_000);
    const scratch = new FrameScratch();
    scratch.writeUint8(1);
    scratch.writeText(text);
    expect(new TextDecoder().decode(scratch.bytes().subarray(1))).toBe(text);
  });

  test("refuses what is no payload", () => {
    const scratch = new FrameScratch();
    expect(() => scratch.write(7 as never)).toThrow(TypeError);
    expect(() => scratch.writeText(7 as never)).toThrow('"text" expected a string, got 7');
    expect(() => scratch.reserve(-1)).toThrow(RangeError);
  });
});

describe("a scratch with a limit", () => {
  test("takes as much as the limit, and not a byte more", () => {
    const scratch = new FrameScratch(5);
    scratch.write("abcd");
    scratch.writeUint8(0x65);
    expect(() => scratch.writeUint8(0)).toThrow(EncodeError);
    expect(() => scratch.write("f")).toThrow(expect.objectContaining({ code: "oversize" }));
    expect(shown(scratch.bytes())).toBe("61 62 63 64 65");
  });

  test("takes text whose last character just fits", () => {
    const scratch = new FrameScratch(6);
    scratch.writeText("€€");
    expect(scratch.length).toBe(6);
    scratch.reset();
    expect(() => scratch.writeText("€€a")).toThrow(EncodeError);
    scratch.reset();
    expect(() => scratch.writeText("aaaaa€")).toThrow(EncodeError);
  });
});

describe("the buffer of a scratch", () => {
  const capacity = (scratch: FrameScratch): number => scratch.bytes().buffer.byteLength;

  test("is the same for the next message", () => {
    const scratch = new FrameScratch();
    scratch.reserve(300 * 1024);
    const { buffer } = scratch.bytes();
    scratch.reset();
    scratch.reserve(300 * 1024);
    expect(scratch.bytes().buffer).toBe(buffer);
  });

  test("is let go above 1 MiB, down to 64 KiB", () => {
    const scratch = new FrameScratch();
    scratch.reserve(1024 * 1024 + 1);
    scratch.reset();
    expect(capacity(scratch)).toBe(64 * 1024);
  });

  test("doubles", () => {
    const scratch = new FrameScratch();
    const capacities = new Set<number>();
    for (let i = 0; i < 40_000; ++i) {
      scratch.writeUint8(i);
      capacities.add(capacity(scratch));
    }
    expect([...capacities]).toEqual([4096, 8192, 16_384, 32_768, 65_536]);
  });
});
