// Builds bench/native from the crates that Debian packages, where cargo and they are there; says so where
// they are not, which is no failure: the benches leave those rows out.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

const PACKAGES = ["librust-mio-dev", "librust-tokio-dev", "librust-tokio-util-dev"];
const CRATES = "/usr/share/cargo/registry";
const home = fileURLToPath(new URL("../bench/native/", import.meta.url));
const target = fileURLToPath(new URL("../build/native/", import.meta.url));

function missing() {
  if (spawnSync("cargo", ["--version"]).status !== 0) return "there is no cargo";
  if (!existsSync(CRATES)) return `there is no ${CRATES}: apt-get install ${PACKAGES.join(" ")}`;
  return undefined;
}

const reason = missing();
if (reason !== undefined) {
  console.log(`bench/native is not built: ${reason}`);
} else {
  const args = ["build", "--release", "--offline", "--quiet", "--target-dir", target];
  const { status } = spawnSync("cargo", args, { cwd: home, stdio: "inherit" });
  if (status !== 0) {
    console.log(`bench/native is not built: cargo failed; are all there? ${PACKAGES.join(" ")}`);
  }
}
