function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}

function isSameBytes(some: ArrayBufferView, other: ArrayBufferView): boolean {
  if (some.byteLength !== other.byteLength) return false;
  const left = new Uint8Array(some.buffer, some.byteOffset, some.byteLength);
  const right = new Uint8Array(other.buffer, other.byteOffset, other.byteLength);
  return left.every((byte, i) => byte === right[i]);
}

/** Whether two messages are the same all through. Bytes are compared as bytes, whatever shows them. */
export function isSame(some: unknown, other: unknown): boolean {
  if (Object.is(some, other)) return true;
  if (!isObject(some) || !isObject(other)) return false;
  if (ArrayBuffer.isView(some) && ArrayBuffer.isView(other)) return isSameBytes(some, other);
  if (Object.getPrototypeOf(some) !== Object.getPrototypeOf(other)) return false;
  if (some instanceof Date) return some.getTime() === (other as Date).getTime();
  if (some instanceof Map || some instanceof Set) {
    return isSame([...some], [...(other as Iterable<unknown>)]);
  }
  const keys = Reflect.ownKeys(some);
  if (keys.length !== Reflect.ownKeys(other).length) return false;
  return keys.every(
    (key) => Object.hasOwn(other, key) && isSame(Reflect.get(some, key), Reflect.get(other, key)),
  );
}

/** A message as a person reads it: bytes in hex, the rest as JSON where it has any. */
export function shown(value: unknown): string {
  if (value instanceof Uint8Array) {
    return `<${Array.from(value, (byte) => byte.toString(16).padStart(2, "0")).join(" ")}>`;
  }
  try {
    const text: unknown = JSON.stringify(value);
    return typeof text === "string" ? text : String(value);
  } catch {
    return String(value);
  }
}
