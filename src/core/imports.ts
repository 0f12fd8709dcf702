/** What the core imports besides its memory: nothing. A build that counts coverage adds to it. */
export function hostImports(): WebAssembly.Imports {
  return {};
}
