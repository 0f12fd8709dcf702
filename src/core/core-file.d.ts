/** `millrace/core.wasm`, as edge runtimes import it: compiled, for `initialize(module)`. */
declare const module: WebAssembly.Module;
export default module;
