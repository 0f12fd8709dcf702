import { bytesOfBase64 } from "./base64.js";
import { bytesOfHex, type Parsed } from "./hex.js";

export const FORMATS = ["auto", "hex", "base64", "text"] as const;
/** How the bytes are written in the text area. */
export type Format = (typeof FORMATS)[number];

/** The bytes, and the format that they were read in. */
export type Read = Parsed & { readonly format: Exclude<Format, "auto"> };

export function isFormat(name: string): name is Format {
  return (FORMATS as readonly string[]).includes(name);
}

const HEX_ONLY = /^[\s0-9a-f]*$/i;

/** Reads a text. What is hex and base64 both is hex. */
export function read(text: string, format: Format): Read {
  if (format === "text") return { bytes: new TextEncoder().encode(text), format };
  if (format === "base64") return { ...bytesOfBase64(text), format };
  const hex = bytesOfHex(text);
  // Hex that lacks a digit is not meant to be base64.
  const isHex = format === "hex" || "bytes" in hex || HEX_ONLY.test(text);
  if (isHex) return { ...hex, format: "hex" };
  const base64 = bytesOfBase64(text);
  if ("bytes" in base64) return { ...base64, format: "base64" };
  return { problem: `neither hex (${hex.problem}) nor base64 (${base64.problem})`, format: "hex" };
}
