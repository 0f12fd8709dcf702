/** The part of as-bind 0.8.2's host half that is used; its own types describe another version. */
declare module "as-bind/dist/as-bind.esm.js" {
  export interface AsBindInstance<Exports = Record<string, unknown>> {
    readonly exports: Exports;
    readonly loadedModule: { readonly instance: WebAssembly.Instance };
    /** Run-time id of a class of the module, from its metadata section. */
    getTypeId(type: string): number;
  }
  export interface Converter {
    ascToJs(instance: AsBindInstance, value: number, type: string): unknown;
    jsToAsc(instance: AsBindInstance, value: unknown, type: string): unknown;
  }
  export const converters: Map<string | RegExp, Converter>;
  export function instantiateSync<Exports>(
    source: BufferSource,
    imports?: WebAssembly.Imports,
  ): AsBindInstance<Exports>;
}
