import { describe, expect, test } from "vitest";
import {
  FrameEncoder,
  type Framing,
  decimal,
  delimited,
  fixed,
  headerBlock,
  lengthField,
  stages,
  varint,
} from "../../src/codec.js";
import { outcomeOf } from "../support/outcome.js";
import { type Wire, hex, shown, wire } from "../support/wire.js";

/** Encodes payloads one behind the other; what is decoded is what `delivered` says, or they. */
function expectWire(
  framing: Framing,
  payloads: readonly Wire[],
  expected: Wire,
  kept?: readonly Wire[],
) {
  const encoder = new FrameEncoder(framing);
  const frames = payloads.map((payload) => encoder.encode(wire(...payload)));
  expect(shown(wire(...frames))).toBe(shown(wire(...expected)));
  const delivered = (kept ?? payloads).map((payload) => shown(wire(...payload)));
  const outcome = outcomeOf(framing, [wire(...frames)]);
  expect(outcome).toEqual({ frames: delivered, discarded: 0, failure: undefined });
}

describe("on the wire, and back again:", () => {
  test.each<[string, Framing, Wire, Wire]>([
    ["a varint of one byte", varint(), ["hi"], [2, "hi"]],
    ["a varint of two", varint(), ["x".repeat(300)], [0xac, 0x02, "x".repeat(300)]],
    ["an empty varint frame", varint(), [], [0]],
    ["a varint that counts itself", varint({ adjustment: -1 }), ["hi"], [3, "hi"]],
    [
      "a varint behind its prefix",
      varint({ offset: 2, prefix: wire("ab") }),
      ["hi"],
      ["ab", 2, "hi"],
    ],
    ["the first of several delimiters", delimited(["\r\n", ";"]), ["a"], ["a\r\n"]],
    ["whichever delimiter was kept", delimited(["\r\n", ";"], { strip: false }), ["a;"], ["a;"]],
    ["a fixed size", fixed(4), ["a", 0, 0, 0], ["a", 0, 0, 0]],
    ["a decimal length", decimal({ separator: " " }), ["hello world"], ["11 hello world"]],
    ["a netstring", decimal({ separator: ":", trailer: "," }), [], ["0:,"]],
    ["a header block", headerBlock(), ["{}"], ["Content-Length: 2\r\n\r\n{}"]],
    ["an empty body", headerBlock(), [], ["Content-Length: 0\r\n\r\n"]],
  ])("%s", (_, framing, payload, expected) => {
    expectWire(framing, [payload], expected);
  });

  test("a kept varint is rewritten in its shortest form", () => {
    const mqtt = varint({ offset: 1, maxBytes: 4, strip: 0 });
    const short = ["0", 2, "hi"];
    expectWire(mqtt, [["0", 0x89, 0x80, 0x00, "hi"]], short, [short]);
    const long = ["0", 0x80, 0x01, "x".repeat(128)];
    expectWire(mqtt, [["0", 0, "x".repeat(128)]], long, [long]);
  });

  test("the bytes in front of a kept varint that are stripped come from the prefix", () => {
    const framing = varint({ offset: 2, strip: 1, prefix: wire("a") });
    expectWire(framing, [["b", 0, "hi"]], ["ab", 2, "hi"], [["b", 2, "hi"]]);
  });

  test("a kept varint whose payload lies in the target already, behind its own place", () => {
    const mqtt = varint({ offset: 1, maxBytes: 4, strip: 0 });
    const target = wire("----0", 0x82, 0x80, 0x00, "hi--");
    const payload = target.subarray(4, 10);
    expect(new FrameEncoder(mqtt).encodeInto(payload, target, 2)).toBe(4);
    expect(shown(target.subarray(0, 6))).toBe(shown(wire("--0", 2, "hi")));
  });

  test("each stage in its turn, with what is skipped in front of the next frame", () => {
    const amqp = lengthField({ offset: 3, size: 4, adjustment: 1, strip: 0, trailer: hex("ce") });
    const framing = stages([
      { skip: hex("414d5150 00000901") },
      { framing: amqp, frames: 2 },
      { skip: 0 },
      { skip: wire("--") },
      { skip: wire("==") },
      { framing: delimited(";") },
    ]);
    const heartbeat = hex("08 0000 00000000");
    expectWire(
      framing,
      [[heartbeat], [heartbeat], ["a"], ["b"]],
      ["AMQP", 0, 0, 9, 1, heartbeat, 0xce, heartbeat, 0xce, "--==a;b;"],
    );
  });
});
