import { describe, expect, test } from "vitest";
import { anatomyOf } from "../../inspector/src/decode/anatomy.js";
import { Columns } from "../../inspector/src/decode/columns.js";
import { framingAt } from "../../inspector/src/decode/stage.js";
import { movedInBytes, movedInList } from "../../inspector/src/view/keys.js";
import { moved, scaleOf } from "../../inspector/src/view/scale.js";
import { fixed, lengthField, lines, stages, varint } from "../../src/codec.js";
import { hex } from "../support/wire.js";

const key = (name: string, ctrlKey = false) => ({
  key: name,
  ctrlKey,
  metaKey: false,
  altKey: false,
});

describe("the table of frames", () => {
  test("grows, finds the frame of a byte, and knows bytes between frames", () => {
    const columns = new Columns();
    for (let i = 0; i < 5000; ++i) columns.add(10 * i, 10 * i + 2, 10 * i + 8, 10 * i + 8);
    expect(columns.length).toBe(5000);
    expect(columns.frameAt(0)).toBe(0);
    expect(columns.frameAt(7)).toBe(0);
    expect(columns.frameAt(8)).toBe(-1);
    expect(columns.frameAt(49_997)).toBe(4999);
    expect(columns.frameAt(60_000)).toBe(-1);
    expect(columns.span(4999)).toEqual({ start: 49_990, from: 49_992, to: 49_998, end: 49_998 });
    expect(() => columns.span(5000)).toThrow('"row" expected one of 5000 frames, got 5000');
  });

  test("a part that was drained is appended to another as it was", () => {
    const source = new Columns();
    source.add(0, 2, 4, 5);
    const target = new Columns();
    target.append(source.drain());
    source.add(5, 7, 9, 10);
    target.append(source.drain());
    expect(source.length).toBe(0);
    expect(target.span(1)).toEqual({ start: 5, from: 7, to: 9, end: 10 });
  });
});

describe("header, payload and trailer are told apart", () => {
  test("where the header is delivered too", () => {
    const framing = lengthField({ offset: 1, adjustment: -4, strip: 0 });
    const span = { start: 3, from: 3, to: 9, end: 9 };
    expect(anatomyOf(framing, new Uint8Array(9), span)).toEqual({ bodyFrom: 8, bodyTo: 9 });
  });

  test("where a varint is kept, however long it is", () => {
    const bytes = hex("30 8001 6162");
    const span = { start: 0, from: 0, to: 5, end: 5 };
    const anatomy = anatomyOf(varint({ offset: 1, strip: 0 }), bytes, span);
    expect(anatomy).toEqual({ bodyFrom: 3, bodyTo: 5 });
  });

  test("where a line keeps its ending", () => {
    const span = { start: 0, from: 0, to: 4, end: 4 };
    const framing = lines({ keepEnding: true });
    expect(anatomyOf(framing, hex("6162 0d0a"), span).bodyTo).toBe(2);
    expect(anatomyOf(framing, hex("616263 0a"), span).bodyTo).toBe(3);
  });

  test("under the framing of each stage", () => {
    const framing = stages([{ skip: 3 }, { framing: fixed(1), frames: 2 }, { framing: lines() }]);
    expect([0, 1, 2, 99].map((frame) => framingAt(framing, frame).kind)).toEqual([
      "fixed",
      "fixed",
      "delimiter",
      "delimiter",
    ]);
  });
});

describe("keys move the cursor", () => {
  const list = { last: 99, row: 1, page: 10 };
  const bytes = { last: 99, row: 16, page: 64 };

  test.each([
    ["ArrowDown", 0, 1],
    ["ArrowUp", 0, 0],
    ["PageDown", 95, 99],
    ["PageUp", 15, 5],
    ["Home", 50, 0],
    ["End", 50, 99],
  ])("of a list: %s at %i goes to %i", (name, at, target) => {
    expect(movedInList(key(name), at, list)).toBe(target);
  });

  test.each([
    ["ArrowLeft", 0, 0],
    ["ArrowRight", 15, 16],
    ["ArrowDown", 90, 90],
    ["ArrowUp", 17, 1],
    ["PageDown", 60, 99],
    ["PageUp", 20, 4],
    ["Home", 20, 16],
    ["End", 20, 31],
  ])("of bytes: %s at %i goes to %i", (name, at, target) => {
    expect(movedInBytes(key(name), at, bytes)).toBe(target);
  });

  test("with Ctrl, Home and End go to the ends of the stream", () => {
    expect(movedInBytes(key("Home", true), 50, bytes)).toBe(0);
    expect(movedInBytes(key("End", true), 50, bytes)).toBe(99);
  });

  test("other keys stay the browser's", () => {
    expect(movedInList(key("Tab"), 0, list)).toBeUndefined();
    expect(movedInList(key("End", true), 0, list)).toBeUndefined();
    expect(movedInBytes(key("a"), 0, bytes)).toBeUndefined();
  });
});

describe("a scroll bar too short for its rows", () => {
  const scale = scaleOf(10_000_000, 22, 400);

  test("has ends that are the ends of the rows", () => {
    expect(scale.isExact).toBe(false);
    expect(scale.toTop(0)).toBe(0);
    expect(scale.toTop(scale.shown - 400)).toBe(scale.topMax);
    expect(scale.toScroll(scale.topMax)).toBe(scale.shown - 400);
  });

  test("moves rows pixel by pixel over short ways, and by share over long ones", () => {
    const top = scale.toTop(1000);
    expect(moved(scale, top, 1000, 1100, 400)).toBe(top + 100);
    expect(moved(scale, top, 1000, 5000, 400)).toBe(scale.toTop(5000));
    expect(moved(scale, 300, 50, 0, 400)).toBe(0);
  });

  test("few rows are scrolled as they are", () => {
    const few = scaleOf(100, 22, 400);
    expect(few.isExact).toBe(true);
    expect(moved(few, 0, 0, 120, 400)).toBe(120);
  });
});
