import { expected } from "../core/check.js";
import { FrameView } from "./frame.js";

/** What can be sent as the bytes of a frame: bytes, or text as UTF-8. */
export type BytesLike = Uint8Array | string;

const utf8 = new TextEncoder();

/**
 * The bytes of a payload; a frame's are a view.
 *
 * @throws TypeError if it is none.
 */
export function payloadBytes(payload: unknown): Uint8Array {
  if (payload instanceof Uint8Array) return payload;
  if (typeof payload === "string") return utf8.encode(payload);
  if (payload instanceof FrameView) return payload.bytes();
  throw new TypeError(expected("payload", "a Uint8Array, a string or a Frame", payload));
}
