import { FrameEncoder, lengthPrefixed } from "millrace/codec";
import type { Micro, Micros } from "./micro.js";
import { sends } from "./echo-engine.js";

const PAYLOAD_BYTES = 64;
const FRAME_BYTES = 4 + PAYLOAD_BYTES;
const FRAMES = 900;
/** What is sent is many payloads, not one that is always in the nearest cache. */
const PAYLOADS: readonly Buffer[] = Array.from({ length: FRAMES }, (_, i) => {
  return Buffer.alloc(PAYLOAD_BYTES, i);
});

function check(wire: Uint8Array): void {
  if (wire[3] !== PAYLOAD_BYTES) throw new Error("a frame without its length");
}

/** As it is written by hand: a buffer for each frame. */
export function allocateAndCopy(): Micro {
  return {
    operations: FRAMES,
    run: () => {
      for (const payload of PAYLOADS) {
        const wire = Buffer.allocUnsafe(4 + payload.length);
        wire.writeUInt32BE(payload.length);
        payload.copy(wire, 4);
        check(wire);
      }
    },
  };
}

/** As it is written by hand by those who count: one buffer for many frames. */
function copyIntoOne(): Micro {
  const target = Buffer.allocUnsafe(FRAMES * FRAME_BYTES);
  return {
    operations: FRAMES,
    run: () => {
      let at = 0;
      for (const payload of PAYLOADS) {
        target.writeUInt32BE(payload.length, at);
        at += 4 + payload.copy(target, at + 4);
      }
      check(target);
    },
  };
}

function encode(): Micro {
  const encoder = new FrameEncoder(lengthPrefixed(4));
  return {
    operations: FRAMES,
    run: () => {
      for (const payload of PAYLOADS) check(encoder.encode(payload));
    },
  };
}

function encodeInto(): Micro {
  const encoder = new FrameEncoder(lengthPrefixed(4));
  const target = new Uint8Array(FRAMES * FRAME_BYTES);
  return {
    operations: FRAMES,
    run: () => {
      let at = 0;
      for (const payload of PAYLOADS) at += encoder.encodeInto(payload, target, at);
      check(target);
    },
  };
}

export const BY_HAND = "allocUnsafe + writeUInt32BE + copy";
export const ENCODE_WORK = "encode u32 + 64 B from the JS heap";
export const FORWARD_WORK = "forward u32 + 64 B that lie in the arena";

export const ENCODE: Micros = {
  [ENCODE_WORK]: {
    [BY_HAND]: allocateAndCopy,
    "writeUInt32BE + copy into one buffer": copyIntoOne,
    "millrace FrameEncoder.encodeInto()": encodeInto,
    "millrace FrameEncoder.encode()": encode,
    "millrace Connection.send(bytes)": () => sends((_frame, i) => PAYLOADS[i % FRAMES] as Buffer),
  },
  [FORWARD_WORK]: {
    [BY_HAND]: allocateAndCopy,
    "millrace Connection.send(frame)": () => sends((frame) => frame),
  },
};
