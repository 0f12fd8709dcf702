import { type AsBindInstance, instantiateSync } from "as-bind/dist/as-bind.esm.js";
import { InternalError } from "../errors.js";
import { installConverters, textAt } from "./converters.js";
import type { ControlExports, RawExports } from "./exports.js";
import { hostImports } from "./imports.js";
import { coreModule } from "./module.js";

/** Pages of the AssemblyScript runtime, as in asconfig.json: below the core's own regions. */
export const RUNTIME_PAGES = 4;
export const PAGE_BYTES = 65_536;

/** Where the first failed assertion of a core is kept. */
export interface Faults {
  fault: InternalError | undefined;
}

export interface Instance {
  readonly faults: Faults;
  readonly memory: WebAssembly.Memory;
  readonly raw: RawExports;
  readonly control: ControlExports;
}

/** A failed assertion of the core, as the error the host sees. */
function abortOf(memory: WebAssembly.Memory, faults: Faults): (...places: number[]) => never {
  const text = (pointer: number): string => (pointer === 0 ? "" : textAt(memory, pointer));
  return (message = 0, file = 0, line = 0) => {
    faults.fault = new InternalError(`${text(message)} (${text(file)}:${line})`);
    throw faults.fault;
  };
}

/**
 * Links a compiled module. as-bind 0.8.2 takes bytes only and always compiles them, which would be done
 * for each core anew, and is forbidden on some runtimes. So what it constructs, for the length of this
 * synchronous call, is the module that there is.
 */
function bind(
  module: WebAssembly.Module,
  imports: WebAssembly.Imports,
): AsBindInstance<ControlExports> {
  const { Module } = WebAssembly;
  WebAssembly.Module = new Proxy(Module, { construct: () => module });
  try {
    return instantiateSync<ControlExports>(new Uint8Array(0), imports);
  } finally {
    WebAssembly.Module = Module;
  }
}

/**
 * Links one core whose memory may grow by `pages`, once.
 *
 * @throws RangeError of the host if so much memory cannot be reserved.
 */
export function instantiate(pages: number): Instance {
  installConverters();
  const memory = new WebAssembly.Memory({
    initial: RUNTIME_PAGES,
    maximum: RUNTIME_PAGES + pages,
  });
  const faults: Faults = { fault: undefined };
  const bound = bind(coreModule(), {
    ...hostImports(),
    env: { memory, abort: abortOf(memory, faults) },
  });
  const raw = bound.loadedModule.instance.exports as unknown as RawExports;
  return { faults, memory, raw, control: bound.exports };
}
