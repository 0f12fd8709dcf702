import react from "@vitejs/plugin-react";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";

const path = (place: string): string => fileURLToPath(new URL(place, import.meta.url));

export default defineConfig({
  root: path("."),
  // Works from any folder of any server, and from a subfolder of one.
  base: "./",
  plugins: [react()],
  worker: { format: "es" },
  server: { host: "127.0.0.1", fs: { allow: [path("..")] } },
  preview: { host: "127.0.0.1" },
  cacheDir: path("../build/inspector-cache"),
  build: { outDir: path("../build/inspector"), emptyOutDir: true, target: "es2023" },
});
