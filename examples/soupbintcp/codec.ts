/**
 * SoupBinTCP 4.x: packets behind a u16 big-endian length that counts the type and the payload.
 *
 * ```text
 *   length u16 | type, one ASCII character | payload
 * ```
 *
 * Alphanumeric fields are padded with spaces on the right, numbers are ASCII digits padded on the left.
 * Source: "SoupBinTCP", version 4.00 and 4.10, of Nasdaq.
 */
import { type Codec, type Frame, lengthPrefixed } from "millrace";

/** From either side. */
export interface Debug {
  readonly type: "debug";
  readonly text: string;
}

export type FromServer =
  | Debug
  | { readonly type: "loginAccepted"; readonly session: string; readonly sequence: number }
  /** `A`: not authorized; `S`: there is no such session. */
  | { readonly type: "loginRejected"; readonly reason: "A" | "S" }
  | { readonly type: "sequenced"; readonly data: string }
  | { readonly type: "serverHeartbeat" }
  | { readonly type: "endOfSession" };

export type FromClient =
  | Debug
  | {
      readonly type: "loginRequest";
      readonly user: string;
      readonly password: string;
      /** Empty for the current one. */
      readonly session: string;
      /** Of the next message that is wanted; 0 for the most recent one. */
      readonly sequence: number;
    }
  | { readonly type: "unsequenced"; readonly data: string }
  | { readonly type: "clientHeartbeat" }
  | { readonly type: "logoutRequest" };

const framing = lengthPrefixed(2);

/** Alphanumeric: on the left of its field. */
function left(text: string, width: number): string {
  if (text.length > width) throw new RangeError(`"${text}" is longer than ${width}`);
  return text.padEnd(width);
}

/** A number: on the right. */
function right(value: number, width: number): string {
  return String(value).padStart(width);
}

function number(text: string): number {
  if (!/^ *\d+$/.test(text)) throw new RangeError(`"${text}" is no number`);
  return Number(text);
}

/** The payload: what is behind the type. @throws RangeError if it has not this size. */
function payload(frame: Frame, size?: number): string {
  const text = frame.text("latin1").slice(1);
  if (size === undefined || text.length === size) return text;
  throw new RangeError(`the payload has ${text.length} bytes, not ${size}`);
}

function decodeServer(frame: Frame): FromServer {
  const type = String.fromCharCode(frame.getUint8(0));
  switch (type) {
    case "+":
      return { type: "debug", text: payload(frame) };
    case "A": {
      const text = payload(frame, 30);
      const sequence = number(text.slice(10));
      return { type: "loginAccepted", session: text.slice(0, 10).trim(), sequence };
    }
    case "J": {
      const reason = payload(frame, 1);
      if (reason !== "A" && reason !== "S") throw new RangeError(`"${reason}" is no reason`);
      return { type: "loginRejected", reason };
    }
    case "S":
      return { type: "sequenced", data: payload(frame) };
    case "H":
      return { type: "serverHeartbeat" };
    case "Z":
      return { type: "endOfSession" };
    default:
      throw new RangeError(`"${type}" is no packet of a server`);
  }
}

function serverText(message: FromServer): string {
  switch (message.type) {
    case "debug":
      return `+${message.text}`;
    case "loginAccepted":
      return `A${left(message.session, 10)}${right(message.sequence, 20)}`;
    case "loginRejected":
      return `J${message.reason}`;
    case "sequenced":
      return `S${message.data}`;
    case "serverHeartbeat":
      return "H";
    case "endOfSession":
      return "Z";
  }
}

function decodeClient(frame: Frame): FromClient {
  const type = String.fromCharCode(frame.getUint8(0));
  switch (type) {
    case "+":
      return { type: "debug", text: payload(frame) };
    case "L": {
      const text = payload(frame, 46);
      return {
        type: "loginRequest",
        user: text.slice(0, 6).trim(),
        password: text.slice(6, 16).trim(),
        session: text.slice(16, 26).trim(),
        sequence: number(text.slice(26)),
      };
    }
    case "U":
      return { type: "unsequenced", data: payload(frame) };
    case "R":
      return { type: "clientHeartbeat" };
    case "O":
      return { type: "logoutRequest" };
    default:
      throw new RangeError(`"${type}" is no packet of a client`);
  }
}

function clientText(message: FromClient): string {
  switch (message.type) {
    case "debug":
      return `+${message.text}`;
    case "loginRequest": {
      const { user, password, session, sequence } = message;
      const who = `${left(user, 6)}${left(password, 10)}`;
      return `L${who}${left(session, 10)}${right(sequence, 20)}`;
    }
    case "unsequenced":
      return `U${message.data}`;
    case "clientHeartbeat":
      return "R";
    case "logoutRequest":
      return "O";
  }
}

/** What a server reads and writes. */
export const serverCodec: Codec<FromClient, FromServer> = {
  framing,
  decode: decodeClient,
  encode: (message, writer) => writer.writeText(serverText(message)),
};

/** What a client reads and writes. */
export const clientCodec: Codec<FromServer, FromClient> = {
  framing,
  decode: decodeServer,
  encode: (message, writer) => writer.writeText(clientText(message)),
};
