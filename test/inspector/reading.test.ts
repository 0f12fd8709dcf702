import { describe, expect, test } from "vitest";
import { hexOf } from "../../inspector/src/input/digits.js";
import { hasPackets } from "../../inspector/src/input/packets.js";
import { type Format, read } from "../../inspector/src/input/text.js";
import { hex } from "../support/wire.js";

/** The bytes in hex, or what is wrong with the text. */
function readAs(text: string, format: Format = "auto"): string {
  const result = read(text, format);
  return "bytes" in result ? `${result.format} ${hexOf(result.bytes)}` : result.problem;
}

describe("hex is read however it is written", () => {
  test.each([
    ["bare", "5a0000000549"],
    ["in groups, over lines", "5a 00000005\n49"],
    ["with 0x and commas, as an array", "[0x5a, 0x00, 0x00, 0x00, 0x05, 0x49]"],
    ["with colons", "5A:00:00:00:05:49"],
    ["with escapes of a string", String.raw`"\x5a\x00\x00\x00\x05\x49"`],
    ["as xxd writes it", "00000000: 5a00 0000 0549                           Z....I\n"],
    [
      "as hexdump -C writes it",
      "00000000  5a 00 00 00 05 49                                 |Z....I|\n00000006\n",
    ],
    ["as Wireshark copies it", "0000   5a 00 00 00   Z...\n0004   05 49   .I\n"],
  ])("%s", (_name, text) => {
    expect(readAs(text)).toBe("hex 5a0000000549");
  });

  test("a star of hexdump stands for the lines it left out", () => {
    const zeros = "00 ".repeat(16);
    const dump = `00000000  ${zeros} |................|\n*\n00000030  01 |.|\n00000031\n`;
    expect(readAs(dump)).toBe(`hex ${"00".repeat(48)}01`);
  });

  test("lines that only look like offsets are bytes", () => {
    expect(readAs("00000000\n00000000")).toBe("hex 0000000000000000");
    expect(readAs("0001 0000\n0006 1103")).toBe("hex 0001000000061103");
    expect(readAs("0001  0000")).toBe("hex 00010000");
  });

  test("nothing is no bytes", () => {
    expect(readAs("", "hex")).toBe("hex ");
  });

  test("what is wrong is said, with its line", () => {
    expect(readAs("5a\n0g", "hex")).toBe('"g" is no hex digit (line 2)');
    expect(readAs("5a 0")).toBe("3 digits: the last byte has only one");
  });
});

describe("base64 is read however it is written", () => {
  test.each([
    ["bare", "WgAAAAVJ"],
    ["over lines", "WgAA\nAAVJ\n"],
    ["as a data URL", "data:application/octet-stream;base64,WgAAAAVJ"],
    ["between PEM lines", "-----BEGIN FRAME-----\nWgAAAAVJ\n-----END FRAME-----\n"],
  ])("%s", (_name, text) => {
    expect(readAs(text)).toBe("base64 5a0000000549");
  });

  test("without padding, and in the alphabet of URLs", () => {
    expect(readAs("-_8", "base64")).toBe("base64 fbff");
    expect(readAs("+/8=", "base64")).toBe("base64 fbff");
  });

  test("what is hex and base64 both is hex, unless it is said", () => {
    expect(readAs("abcd")).toBe("hex abcd");
    expect(readAs("abcd", "base64")).toBe("base64 69b71d");
  });

  test("what is wrong is said", () => {
    expect(readAs("Wg?A", "base64")).toBe('"?" is no base64 digit');
    expect(readAs("WgAAA", "base64")).toBe("the last base64 digit stands alone");
    expect(readAs("hello, mill!")).toContain("neither hex");
  });
});

test("a text is its own bytes", () => {
  expect(readAs("mül\n", "text")).toBe("text 6dc3bc6c0a");
});

test("a file of packets is told from a stream", async () => {
  expect(await hasPackets(new Blob([hex("d4c3b2a1 02000400")]))).toBe(true);
  expect(await hasPackets(new Blob([hex("0a0d0d0a 1c000000")]))).toBe(true);
  expect(await hasPackets(new Blob([hex("5200000008")]))).toBe(false);
  expect(await hasPackets(new Blob([hex("d4c3b2")]))).toBe(false);
});
