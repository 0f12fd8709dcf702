// The runtimes that the tests run in, and how each is started. The newer Nodes come from npm, the newest of
// their line, and stay in build/runtimes until that is removed.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const local = (path) => fileURLToPath(new URL(`../${path}`, import.meta.url));

/** The program of a line of Node. Installed once; its package brings it for this system alone. */
function nodeOf(version) {
  const home = local(`build/runtimes/node${version}`);
  const program = `${home}/node_modules/node/bin/node`;
  if (!existsSync(program)) {
    mkdirSync(home, { recursive: true });
    // npm would go up to the package that it finds.
    writeFileSync(`${home}/package.json`, JSON.stringify({ private: true }));
    const args = ["install", "--no-audit", "--no-fund", "--no-save", `node@${version}`];
    spawnSync("npm", args, { cwd: home, stdio: "inherit", shell: process.platform === "win32" });
  }
  return program;
}

// What depends on the runtime: the core, the codec, and all that lies on sockets.
const SOCKETS = ["reactor", "engine", "tcp", "link", "poll", "faults"];
const CODEC = ["core", "codec", "testing"];

/** The tests of sockets; with those of the codec, which take longer, where the runtime was asked for. */
function parts(isAsked) {
  const chosen = isAsked ? [...CODEC, ...SOCKETS] : SOCKETS;
  return ["--project", "node", ...chosen.map((part) => `test/${part}/`)];
}

/** How vitest is started in each: a command, and what it is to run. */
export const RUNTIMES = {
  node: () => ({ command: [process.execPath], selection: [] }),
  node22: (isAsked) => ({ command: [nodeOf(22)], selection: parts(isAsked) }),
  node24: (isAsked) => ({ command: [nodeOf(24)], selection: parts(isAsked) }),
  node26: (isAsked) => ({ command: [nodeOf(26)], selection: parts(isAsked) }),
  bun: () => ({ command: [local("node_modules/.bin/bun"), "--bun"], selection: [] }),
  deno: () => ({
    command: [local("node_modules/.bin/deno"), "run", "--allow-all"],
    selection: [],
  }),
};
