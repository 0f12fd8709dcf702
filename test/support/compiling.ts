/** Runtimes that compile no WebAssembly, and how often others do. */

function withModule(replacement: typeof WebAssembly.Module, action: () => void): void {
  const { Module } = WebAssembly;
  WebAssembly.Module = replacement;
  try {
    action();
  } finally {
    WebAssembly.Module = Module;
  }
}

/** What an edge runtime, or a page under a strict policy, says to whoever compiles. */
export const forbidden = new WebAssembly.CompileError("code generation disallowed by embedder");

/** Runs `action` where compiling is forbidden. */
export function withoutCompiling(action: () => void): void {
  const construct = (): never => {
    throw forbidden;
  };
  withModule(new Proxy(WebAssembly.Module, { construct }), action);
}

/** How many modules `action` compiles. */
export function compilationsOf(action: () => void): number {
  let count = 0;
  const construct = (Module: typeof WebAssembly.Module, [bytes]: [BufferSource]): object => {
    ++count;
    return new Module(bytes);
  };
  withModule(new Proxy(WebAssembly.Module, { construct }), action);
  return count;
}
