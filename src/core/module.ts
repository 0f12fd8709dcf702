import { wasmBytes } from "./bytes.js";
import { expected } from "./check.js";
import { wasmDigest } from "./generated/wasm.js";

/** The section that the build stamps the core with. */
const STAMP = "millrace";

let current: WebAssembly.Module | undefined;
let isInUse = false;

function isOurs(module: WebAssembly.Module): boolean {
  const [stamp] = WebAssembly.Module.customSections(module, STAMP);
  return new TextDecoder().decode(stamp) === wasmDigest;
}

/**
 * Supplies the compiled core where code may not be compiled at run time, as on edge runtimes: everything
 * made later uses `module` instead of the bytes inside the bundle. Not needed elsewhere.
 *
 * @param module `millrace/core.wasm` of this version, as the runtime compiled it.
 * @throws TypeError if it is anything else, or if a core has been made of another module before: call
 * this first. The same module again changes nothing.
 */
export function initialize(module: WebAssembly.Module): void {
  if (!(module instanceof WebAssembly.Module)) {
    throw new TypeError(expected("module", "a WebAssembly.Module", module));
  }
  if (!isOurs(module)) {
    throw new TypeError('"module" expected "millrace/core.wasm" of this version, got another');
  }
  if (isInUse && module !== current) {
    throw new TypeError('"module" expected to be given before the first use, got one after it');
  }
  current = module;
}

/** Hosts that forbid to compile do not say what to do: Chromium's message names the wrong permission. */
function compile(): WebAssembly.Module {
  try {
    return new WebAssembly.Module(wasmBytes());
  } catch (cause) {
    const advice =
      "a content security policy needs 'wasm-unsafe-eval', an edge runtime initialize()";
    throw new Error(`the core cannot be compiled here: ${advice}`, { cause });
  }
}

/**
 * The module of all cores: the one given, or else the one inside the bundle, compiled once.
 *
 * @throws Error, caused by the host's own, where it is forbidden to compile.
 */
export function coreModule(): WebAssembly.Module {
  current ??= compile();
  isInUse = true;
  return current;
}
