// Writes the `as-bind_bindings` custom section that as-bind 0.8.2's host half reads. as-bind's own
// transform cannot load under AssemblyScript 0.28, whose package is ESM only.
import { DecoratorFlags, ElementKind, SourceKind } from "assemblyscript";
import { Transform } from "assemblyscript/transform";

const SECTION = "as-bind_bindings";
// Its counters take numbers only and are called all the time: they stay raw.
const COVERAGE_MODULE = "as-coverage";

const nameOf = (type) => type.getClass()?.internalName ?? type.toString();

/** The function behind an element, or undefined if it is no function. */
function functionOf(element) {
  if (element.kind === ElementKind.Function) return element;
  if (element.kind !== ElementKind.FunctionPrototype) return undefined;
  const instance = element.instances?.get("");
  if (instance === undefined) throw new Error(`as-bind: cannot bind generic '${element.name}'`);
  return instance;
}

/** Collects the run-time ids of the classes that cross, and describes the functions they cross by. */
class Description {
  typeIds = {};

  addType(type) {
    const known = type.getClass();
    if (!known || known.internalName in this.typeIds) return;
    // An @unmanaged class has no header, hence no id at run time.
    if (!known.hasDecorator(DecoratorFlags.Unmanaged)) {
      this.typeIds[known.internalName] = { id: known.id, byteSize: known.nextMemoryOffset };
    }
    for (const argument of known.typeArguments ?? []) this.addType(argument);
  }

  signature({ returnType, parameterTypes }) {
    for (const type of [returnType, ...parameterTypes]) this.addType(type);
    return { returnType: nameOf(returnType), parameters: parameterTypes.map(nameOf) };
  }

  /** Whether values cross that need converting; functions of numbers alone are called raw. */
  isTyped({ returnType, parameterTypes }) {
    return [returnType, ...parameterTypes].some((type) => type.getClass() !== null);
  }

  /** Walks the exports of the entry files under the names they are exported by. */
  exportsOf(program) {
    const described = {};
    const seen = new Set();
    const walk = (file) => {
      if (seen.has(file)) return;
      seen.add(file);
      for (const [name, element] of file.exports ?? []) {
        const found = functionOf(element);
        if (found === undefined || !this.isTyped(found.signature)) continue;
        described[name] = this.signature(found.signature);
      }
      for (const star of file.exportsStar ?? []) walk(star);
    };
    for (const file of program.filesByName.values()) {
      if (file.source.sourceKind === SourceKind.UserEntry) walk(file);
    }
    return described;
  }

  importsOf(program) {
    const described = {};
    for (const [moduleName, members] of program.moduleImports) {
      if (moduleName === COVERAGE_MODULE) continue;
      for (const [name, element] of members) {
        const found = functionOf(element);
        // The loader inside as-bind supplies the library's own: abort, trace, seed.
        if (found === undefined || found.declaration.range.source.isLibrary) continue;
        described[moduleName] ??= {};
        described[moduleName][name] = this.signature(found.signature);
      }
    }
    return described;
  }
}

export default class AsBindTransform extends Transform {
  afterCompile(module) {
    const program = this.program;
    const description = new Description();
    // The host needs these two whenever anything with a buffer behind it crosses.
    description.addType(program.stringInstance.type);
    description.addType(program.arrayBufferInstance.type);
    const exportedFunctions = description.exportsOf(program);
    const importedFunctions = description.importsOf(program);
    const { typeIds } = description;
    const json = JSON.stringify({ typeIds, importedFunctions, exportedFunctions });
    module.addCustomSection(SECTION, new TextEncoder().encode(json));
  }
}
