import { execFile } from "node:child_process";
import { copyFile, mkdtemp, readFile, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export const root: string = fileURLToPath(new URL("../../", import.meta.url));
const programs = join(root, "test/package/programs");

// What `npm test` tells its own scripts must not reach the npm of another project.
const env = Object.fromEntries(
  Object.entries(process.env).filter(([name]) => !name.toLowerCase().startsWith("npm_")),
);

/**
 * What a command prints.
 *
 * @throws Error with all it printed unless the command succeeds.
 */
export function output(cwd: string, command: string, ...args: string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile(command, args, { cwd, env, timeout: 100_000 }, (error, stdout, stderr) => {
      if (error === null) resolve(stdout.trim());
      else reject(new Error([error.message, stdout, stderr].join("\n")));
    });
  });
}

export interface Packed {
  readonly tarball: string;
  readonly paths: readonly string[];
}

/** Packs what was built before; its scripts do not run, or they would build under other tests. */
export async function pack(directory: string): Promise<Packed> {
  const args = ["pack", "--ignore-scripts", "--json", "--pack-destination", directory];
  const [report] = JSON.parse(await output(root, "npm", ...args)) as [
    { filename: string; files: { path: string }[] },
  ];
  const paths = report.files.map(({ path }) => path);
  return { tarball: join(directory, report.filename), paths };
}

export function scratch(): Promise<string> {
  return mkdtemp(join(tmpdir(), "millrace-package-"));
}

/** An empty project that has installed the tarball, offline. */
export async function install(directory: string, tarball: string): Promise<void> {
  const manifest = { name: "consumer", version: "1.0.0", private: true, type: "module" };
  await writeFile(join(directory, "package.json"), JSON.stringify(manifest));
  await output(directory, "npm", "install", "--offline", "--no-audit", "--no-fund", tarball);
}

/** What a program of `programs/` prints in the project. */
export async function outputOf(directory: string, program: string): Promise<string> {
  await copyFile(join(programs, program), join(directory, program));
  return output(directory, process.execPath, program);
}

/** Compiles a TypeScript program as strictly as can be and answers what it prints. */
export async function outputOfTypeScript(
  directory: string,
  name: string,
  types: readonly string[],
): Promise<string> {
  await copyFile(join(programs, `${name}.ts`), join(directory, `${name}.ts`));
  const config = {
    compilerOptions: {
      module: "NodeNext",
      strict: true,
      skipLibCheck: false,
      outDir: "out",
      types,
    },
    files: [`${name}.ts`],
  };
  await writeFile(join(directory, "tsconfig.json"), JSON.stringify(config));
  await output(directory, process.execPath, join(root, "node_modules/typescript/bin/tsc"));
  return output(directory, process.execPath, `out/${name}.js`);
}

/** Gives the project Node's types, as a user would install them. */
export async function linkNodeTypes(directory: string): Promise<void> {
  await symlink(join(root, "node_modules/@types"), join(directory, "node_modules/@types"), "dir");
}

/** The sources of a built module and of everything it imports by a relative path. */
export async function sourcesFrom(file: string, seen = new Set<string>()): Promise<string[]> {
  if (seen.has(file)) return [];
  seen.add(file);
  const source = await readFile(file, "utf8");
  const imports = source.matchAll(/\bfrom\s*"(\.[^"]+)"/g);
  const below = Array.from(imports, ([, path = ""]) => join(dirname(file), path));
  const nested = await Promise.all(below.map((path) => sourcesFrom(path, seen)));
  return [source, ...nested.flat()];
}
