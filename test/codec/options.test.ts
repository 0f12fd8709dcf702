import { describe, expect, test } from "vitest";
import {
  type Framing,
  type LengthFieldOptions,
  delimited,
  lengthField,
  lengthPrefixed,
  lines,
  raw,
} from "../../src/codec.js";
import { hex } from "../support/wire.js";

/** A bad value of an option, and what the refusal says it should have been. */
type Refusal = readonly [value: unknown, error: typeof RangeError | typeof TypeError, got: string];

function numbers(least: number, most: number): readonly Refusal[] {
  return [
    [least - 1, RangeError, String(least - 1)],
    [most + 1, RangeError, String(most + 1)],
    [least + 0.5, RangeError, String(least + 0.5)],
    [NaN, RangeError, "NaN"],
    [Infinity, RangeError, "Infinity"],
    ["1", TypeError, '"1"'],
    [1n, TypeError, "1"],
    [true, TypeError, "true"],
    [{}, TypeError, "Object"],
  ];
}

const flags: readonly Refusal[] = [
  [1, TypeError, "1"],
  ["true", TypeError, '"true"'],
  [{}, TypeError, "Object"],
];

function buffers(least: number, most: number): readonly Refusal[] {
  return [
    [new Uint8Array(most + 1), RangeError, `${most + 1} bytes`],
    ...(least > 0 ? [[new Uint8Array(0), RangeError, "0 bytes"] as const] : []),
    ["text", TypeError, '"text"'],
    ["", TypeError, '""'],
    [0, TypeError, "0"],
    [false, TypeError, "false"],
    [[1, 2], TypeError, "Array"],
    [new ArrayBuffer(2), TypeError, "ArrayBuffer"],
  ];
}

const words: readonly Refusal[] = [
  ["BIG", RangeError, '"BIG"'],
  ["", RangeError, '""'],
  [1, RangeError, "1"],
  [{}, RangeError, "Object"],
];

const GIB = 2 ** 30;

/** Every option of every framing: its maker, its name, what it expects, what it refuses. */
const lengthOptions: readonly (readonly [string, string, readonly Refusal[]])[] = [
  ["offset", "an integer from 0 to 255", numbers(0, 255)],
  ["size", "an integer from 1 to 8", numbers(1, 8)],
  ["endian", '"big" or "little"', words],
  ["adjustment", "an integer from -2147483647 to 2147483647", numbers(-(2 ** 31 - 1), 2 ** 31 - 1)],
  ["strip", "an integer from 0 to 512", numbers(0, 512)],
  ["signed", "true or false", flags],
  ["trailer", "a Uint8Array of 1 to 64 bytes", buffers(1, 64)],
  ["prefix", "a Uint8Array of 0 to 255 bytes", buffers(0, 255)],
  ["maxFrameBytes", "an integer from 0 to 1073741824", numbers(0, GIB)],
];
const limit = ["maxFrameBytes", "an integer from 0 to 1073741824", numbers(0, GIB)] as const;

type Maker = (options: Readonly<Record<string, unknown>>) => Framing;
const makers: readonly (readonly [string, Maker, typeof lengthOptions])[] = [
  ["lengthField", (options) => lengthField(options), lengthOptions],
  [
    "lengthPrefixed",
    (options) => lengthPrefixed(options.size as number | undefined, options),
    lengthOptions.filter(([name]) => name !== "size"),
  ],
  ["lines", (options) => lines(options), [limit, ["keepEnding", "true or false", flags]]],
  ["delimited", (options) => delimited(0, options), [limit, ["strip", "true or false", flags]]],
];

describe.each(makers)("%s refuses", (_, make, options) => {
  for (const [name, what, refusals] of options) {
    for (const [value, error, got] of refusals) {
      test(`"${name}" of ${typeof value} ${got}`, () => {
        expect(() => make({ [name]: value })).toThrow(error);
        expect(() => make({ [name]: value })).toThrow(`"${name}" expected ${what}, got ${got}`);
      });
    }
  }
});

describe("a prefix", () => {
  const what = (bytes: number) =>
    `"prefix" expected the ${bytes} bytes that are stripped in front of the length, got`;

  test.each([
    [{ offset: 2 }, 2, 1],
    [{ offset: 2 }, 2, 3],
    [{ offset: 2, strip: 1 }, 1, 2],
    [{ offset: 2, strip: 0 }, 0, 1],
    [{}, 0, 1],
  ])("of another length than what is stripped is refused: %j", (options, stripped, given) => {
    const make = () => lengthField({ ...options, prefix: new Uint8Array(given) });
    expect(make).toThrow(RangeError);
    expect(make).toThrow(what(stripped));
  });
});

describe("delimited takes one byte, given in three ways, and", () => {
  test("they are the same", () => {
    expect(delimited(";")).toEqual(delimited(0x3b));
    expect(delimited(hex("3b"))).toEqual(delimited(0x3b));
  });

  test.each<Refusal>([
    [-1, RangeError, "an integer from 0 to 255, got -1"],
    [256, RangeError, "an integer from 0 to 255, got 256"],
    [0.5, RangeError, "an integer from 0 to 255, got 0.5"],
    [NaN, RangeError, "an integer from 0 to 255, got NaN"],
    ["", RangeError, "got 0 bytes"],
    [new Uint8Array(0), RangeError, "got 0 bytes"],
    [undefined, TypeError, "got undefined"],
    [null, TypeError, "got null"],
    [{}, TypeError, "got Object"],
  ])("%j is refused", (value, error, message) => {
    const make = () => delimited(value as number);
    expect(make).toThrow(error);
    expect(make).toThrow(message);
    expect(make).toThrow(/^"delimiter" expected /);
  });
});

describe("a framing", () => {
  test("has the defaults that are promised", () => {
    expect(lengthField()).toMatchObject({
      offset: 0,
      size: 4,
      endian: "big",
      adjustment: 0,
      strip: 4,
      signed: false,
      maxFrameBytes: 8 * 1024 * 1024,
    });
    expect(lengthField({ offset: 3, size: 2 }).strip).toBe(5);
    expect(lengthPrefixed()).toEqual(lengthField());
    expect(lengthPrefixed(2)).toEqual(lengthField({ size: 2 }));
    expect(lines().maxFrameBytes).toBe(64 * 1024);
    expect(delimited(0).maxFrameBytes).toBe(64 * 1024);
  });

  test("cannot be changed, nor through the bytes it was made of", () => {
    const trailer = hex("ce");
    const framing = lengthField({ trailer });
    trailer[0] = 0;
    expect(framing.trailer).toEqual(hex("ce"));
    for (const frozen of [framing, lines(), delimited(0), raw()]) {
      expect(Object.isFrozen(frozen)).toBe(true);
    }
  });

  test("takes the values at its bounds", () => {
    const bounds: LengthFieldOptions[] = [
      { offset: 255, size: 8, strip: 512, adjustment: 2 ** 31 - 1, maxFrameBytes: GIB },
      { offset: 0, size: 1, strip: 0, adjustment: -(2 ** 31 - 1), maxFrameBytes: 0 },
      { trailer: new Uint8Array(64) },
      { offset: 255, prefix: new Uint8Array(255) },
    ];
    for (const options of bounds) expect(lengthField(options)).toMatchObject(options);
  });
});
