import { type AsBindInstance, type Converter, converters } from "as-bind/dist/as-bind.esm.js";

// as-bind 0.8.2 carries the loader of AssemblyScript 0.19, with its class ids and object layouts. These
// converters take every id from the module's own metadata section instead, so they do not depend on the
// compiler's version. They know the types that cross the control door, and no others: one that is missing
// fails at its first call. What comes out of the module is a copy.
//
//   object header, before the pointer:   ... | u32 class id | u32 payload bytes |
//   typed array:                         u32 buffer | u32 data start | u32 data bytes |

const STRING = "~lib/string/String";
const BUFFER = "~lib/arraybuffer/ArrayBuffer";
const VIEW_BYTES = 12;

interface Runtime {
  readonly memory: WebAssembly.Memory;
  __new(bytes: number, id: number): number;
  __pin(pointer: number): number;
  __unpin(pointer: number): void;
}

function runtimeOf(instance: AsBindInstance): Runtime {
  return instance.loadedModule.instance.exports as unknown as Runtime;
}

/** A view made afresh: control calls are rare, and the first of them may precede the one growth. */
function viewOf(runtime: Runtime): DataView {
  return new DataView(runtime.memory.buffer);
}

const unchanged: Converter = {
  ascToJs: (_instance, value) => value,
  jsToAsc: (_instance, value) => value,
};

/** The text of a string of the module: UTF-16. */
export function textAt(memory: WebAssembly.Memory, pointer: number): string {
  const bytes = new DataView(memory.buffer).getUint32(pointer - 4, true);
  return new TextDecoder("utf-16le").decode(new Uint8Array(memory.buffer, pointer, bytes));
}

const string: Converter = {
  ascToJs(instance, pointer) {
    return pointer === 0 ? null : textAt(runtimeOf(instance).memory, pointer);
  },
  jsToAsc(_instance, _value, type) {
    throw new TypeError(`no control call takes a ${type}`);
  },
};

type Arrays = typeof Uint8Array | typeof Int32Array;

function typedArray(Type: Arrays): Converter {
  return {
    ascToJs(instance, pointer) {
      const runtime = runtimeOf(instance);
      const view = viewOf(runtime);
      const start = view.getUint32(pointer + 4, true);
      const length = view.getUint32(pointer + 8, true) / Type.BYTES_PER_ELEMENT;
      return new Type(runtime.memory.buffer, start, length).slice();
    },
    jsToAsc(instance, value, type) {
      if (!(value instanceof Type)) throw new TypeError(`${type} expected`);
      const runtime = runtimeOf(instance);
      const bytes = value.byteLength;
      const data = runtime.__pin(runtime.__new(bytes, instance.getTypeId(BUFFER)));
      const pointer = runtime.__new(VIEW_BYTES, instance.getTypeId(type));
      runtime.__unpin(data);
      const view = viewOf(runtime);
      view.setUint32(pointer, data, true);
      view.setUint32(pointer + 4, data, true);
      view.setUint32(pointer + 8, bytes, true);
      const source = new Uint8Array(value.buffer, value.byteOffset, bytes);
      new Uint8Array(runtime.memory.buffer, data, bytes).set(source);
      return pointer;
    },
  };
}

/** Replaces as-bind's converters by ours; doing it again changes nothing. */
export function installConverters(): void {
  converters.clear();
  converters.set(/^(void|bool|[iu](8|16|32|64)|f(32|64)|[iu]size)$/, unchanged);
  converters.set(STRING, string);
  converters.set("~lib/typedarray/Uint8Array", typedArray(Uint8Array));
  converters.set("~lib/typedarray/Int32Array", typedArray(Int32Array));
}
