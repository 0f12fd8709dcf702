import { describe, expect, test } from "vitest";
import { byteSize } from "../../src/core/check.js";

describe("a size in bytes", () => {
  test.each([
    [4096, 4096],
    ["0 B", 0],
    ["32 KiB", 32_768],
    ["1.5 MiB", 1_572_864],
    ["2 GiB", 2 ** 31],
  ])("%j is %d", (value, bytes) => {
    expect(byteSize("zone", value, 0, 2 ** 32)).toBe(bytes);
  });

  test.each(["", "KiB", "-1 KiB", "1 kB", "1 KiB ", "1e3 B", "0x10 B", "1,5 MiB"])(
    "%j is none",
    (value) => {
      expect(() => byteSize("zone", value, 0, 2 ** 32)).toThrow(RangeError);
      const message = `"zone" expected a size such as "32 KiB", got ${JSON.stringify(value)}`;
      expect(() => byteSize("zone", value, 0, 2 ** 32)).toThrow(message);
    },
  );

  test.each([
    [4095, '"zone" expected an integer from 4096 to 8192, got 4095'],
    ["9 KiB", '"zone" expected an integer from 4096 to 8192, got 9216'],
    ["4.0001 KiB", '"zone" expected an integer from 4096 to 8192, got 4096.1024'],
    [4096.5, '"zone" expected an integer from 4096 to 8192, got 4096.5'],
  ])("%j is out of bounds or not whole", (value, message) => {
    expect(() => byteSize("zone", value, 4096, 8192)).toThrow(RangeError);
    expect(() => byteSize("zone", value, 4096, 8192)).toThrow(message);
  });

  test.each([undefined, null, true, {}])("%j is no size at all", (value) => {
    expect(() => byteSize("zone", value, 4096, 8192)).toThrow(TypeError);
  });
});
