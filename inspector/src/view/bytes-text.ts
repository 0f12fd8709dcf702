import { digits } from "../input/digits.js";

const decoder = new TextDecoder();

/** A byte as the text column shows it: itself if it is printable ASCII. */
export function character(byte: number): string {
  return byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : "·";
}

/** A few bytes in hex; an ellipsis stands for the rest. */
export function preview(bytes: Uint8Array, from: number, to: number, bytesMax: number): string {
  const last = Math.min(to, from + bytesMax);
  let text = "";
  for (let i = from; i < last; ++i)
    text += i === from ? digits(bytes[i] ?? 0) : ` ${digits(bytes[i] ?? 0)}`;
  return last < to ? `${text} …` : text;
}

/** A few bytes as UTF-8, what cannot be shown replaced by a dot. */
export function textPreview(bytes: Uint8Array, from: number, to: number, bytesMax: number): string {
  const last = Math.min(to, from + bytesMax);
  const text = decoder.decode(bytes.subarray(from, last)).replace(/[\p{C}\uFFFD]/gu, "·");
  return last < to ? `${text}…` : text;
}

/** Digits for every offset of a stream of this length. */
export function offsetText(offset: number, total: number): string {
  const width = Math.max(4, Math.max(0, total - 1).toString(16).length);
  return offset.toString(16).padStart(width, "0");
}

const COUNT = new Intl.NumberFormat("en-US");

/** A number with its thousands apart. */
export function count(value: number): string {
  return COUNT.format(value);
}

/** A number of bytes, in the unit that fits. */
export function byteSize(bytes: number): string {
  if (bytes < 10_000) return `${count(bytes)} B`;
  const isLarge = bytes >= 1e6;
  const amount = bytes / (isLarge ? 1e6 : 1e3);
  return `${amount.toFixed(amount < 100 ? 1 : 0)} ${isLarge ? "MB" : "kB"}`;
}
