import { expected } from "../core/check.js";
import { ProtocolError } from "../errors.js";
import { type DecodedMessage, type StreamCodec, decodeError } from "./codec.js";

/**
 * The first message of the bytes not yet read, which start at `offset` in the stream.
 *
 * @throws ProtocolError if the codec refuses them, or they are more than `limitBytes` and no message;
 * TypeError if the codec answers with an impossible number of bytes.
 */
export function readMessage<In>(
  codec: StreamCodec<In, never>,
  unread: Uint8Array,
  offset: number,
  limitBytes: number,
): DecodedMessage<In> | "incomplete" {
  // Bytes beyond the limit must not help: the outcome would depend on how the stream is cut.
  const bytes = unread.length > limitBytes ? unread.subarray(0, limitBytes) : unread;
  const found = decode(codec, bytes, offset);
  if (found === "incomplete") {
    if (unread.length > limitBytes) throw oversize(offset, limitBytes);
    return found;
  }
  const { bytesRead } = found;
  if (Number.isInteger(bytesRead) && bytesRead >= 1 && bytesRead <= bytes.length) return found;
  const what = `an integer from 1 to ${bytes.length}, the bytes given`;
  throw new TypeError(expected("bytesRead", what, bytesRead));
}

function decode<In>(
  codec: StreamCodec<In, never>,
  bytes: Uint8Array,
  offset: number,
): DecodedMessage<In> | "incomplete" {
  try {
    return codec.decode(bytes);
  } catch (cause) {
    throw decodeError(cause, offset);
  }
}

function oversize(offset: number, limit: number): ProtocolError {
  const place = `the frame at offset ${offset}, limit ${limit} bytes`;
  return new ProtocolError("oversize", `a frame is larger than the limit: ${place}`, {
    offset,
    limit,
  });
}
