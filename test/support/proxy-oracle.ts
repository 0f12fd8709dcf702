import { isIPv4, isIPv6 } from "node:net";

/** What a slow reader, who has the whole stream before it, says of its PROXY header. */
export type Verdict =
  | { readonly kind: "none" | "malformed" | "incomplete" }
  | { readonly kind: "header"; readonly bytes: number };

const SIGNATURE = "\r\n\r\n\0\r\nQUIT\n";
const FAMILIES = [0x00, 0x01, 0x02, 0x10, 0x11, 0x12, 0x20, 0x21, 0x22, 0x30, 0x31, 0x32];

function verdictOfLine(text: string): Verdict {
  const end = text.indexOf("\n");
  if (end < 0 || end >= 107) return { kind: text.length < 107 ? "incomplete" : "malformed" };
  const line = text.slice(0, end + 1);
  if (/^PROXY UNKNOWN( .*)?\r\n$/s.test(line)) return { kind: "header", bytes: end + 1 };
  const match = /^PROXY TCP([46]) ([^ ]+) ([^ ]+) (\d{1,5}) (\d{1,5})\r\n$/.exec(line);
  if (match === null) return { kind: "malformed" };
  const [, version, source = "", target = "", ...ports] = match;
  const isAddress = version === "4" ? isIPv4 : isIPv6;
  const isRight = ports.every((port) => String(Number(port)) === port && Number(port) < 65_536);
  if (!isRight || !isAddress(source) || !isAddress(target)) return { kind: "malformed" };
  return { kind: "header", bytes: end + 1 };
}

function verdictOfBlock(bytes: Buffer): Verdict {
  if (bytes.length < 16) return { kind: "incomplete" };
  const command = bytes.readUInt8(12);
  const family = bytes.readUInt8(13);
  const length = bytes.readUInt16BE(14);
  if (command !== 0x20 && command !== 0x21) return { kind: "malformed" };
  if (command === 0x21 && !FAMILIES.includes(family)) return { kind: "malformed" };
  const sizes: Readonly<Record<number, number>> = { 0x11: 12, 0x21: 36, 0x31: 216 };
  if (command === 0x21 && length < (sizes[family] ?? 0)) return { kind: "malformed" };
  const whole = 16 + length;
  return bytes.length < whole ? { kind: "incomplete" } : { kind: "header", bytes: whole };
}

/** Judges a stream that has come as a whole. */
export function proxyVerdict(bytes: Buffer): Verdict {
  const text = bytes.toString("latin1");
  if (text.startsWith(SIGNATURE)) return verdictOfBlock(bytes);
  if (text.startsWith("PROXY ")) return verdictOfLine(text);
  const isStart = SIGNATURE.startsWith(text) || "PROXY ".startsWith(text);
  return { kind: isStart ? "incomplete" : "none" };
}
