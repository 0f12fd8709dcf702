#!/usr/bin/env node
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Command, InvalidArgumentError, Option } from "commander";
import { frameBytes, wholeNumber } from "./arguments.js";
import { FRAMING_NAMES, framingNamed, isFramingName } from "./framings.js";
import { type JobOptions, runJob } from "./job.js";
import type { LoadOptions } from "./load/messages.js";
import { runLoad } from "./load/load.js";
import { answerParent } from "./load-process.js";
import { serve } from "./serve.js";

const FRAMES = 2_000_000;
const FRAMES_MAX = 1_000_000_000;
const CONNECTIONS = 32;
const CONNECTIONS_MAX = 1000;
const SEED = 1;
const SEED_MAX: number = 2 ** 32 - 1;
const PORT_MAX = 65_535;

const EXAMPLES = `
Examples:
  millrace                                     the main job: 2,000,000 frames, every byte verified
  millrace --frames 100000 --connections 8     a smaller one
  millrace serve --port 9000                   an echo server for clients of your own
  npm start -- serve --port 9000               the same from a checkout`;

const SERVE_EXAMPLES = `
Examples:
  millrace serve --port 9000                          length-prefixed frames, 4 bytes, big-endian
  millrace serve --port 9000 --framing lines          then: nc 127.0.0.1 9000
  millrace serve --framing u16le --max-frame-bytes 4KiB
Nothing but loopback is bound unless --host says so. Ctrl-C closes all connections in good order and
ends with the totals; a second one aborts them.`;

interface ServeFlags {
  readonly host: string;
  readonly port: number;
  readonly framing: string;
  readonly maxFrameBytes?: number;
}

/** The version in the manifest beside the folder that this file is built into. */
function version(): string {
  const manifest: unknown = JSON.parse(
    readFileSync(new URL("../package.json", import.meta.url), "utf8"),
  );
  const isManifest = typeof manifest === "object" && manifest !== null && "version" in manifest;
  return isManifest ? String(manifest.version) : "unknown";
}

function framesOption(): Option {
  const option = new Option("--frames <n>", "frames to send, over all connections");
  return option.default(FRAMES).argParser(wholeNumber(1, FRAMES_MAX));
}

function connectionsOption(): Option {
  const option = new Option("--connections <n>", "connections to send them on");
  return option.default(CONNECTIONS).argParser(wholeNumber(1, CONNECTIONS_MAX));
}

function seedOption(): Option {
  const option = new Option("--seed <n>", "what sizes and contents of the frames are drawn from");
  return option.default(SEED).argParser(wholeNumber(0, SEED_MAX));
}

function portOption(): Option {
  const option = new Option("--port <n>", "port to listen on; 0 for any free one");
  return option.argParser(wholeNumber(0, PORT_MAX));
}

function framingName(name: string): string {
  if (isFramingName(name)) return name;
  throw new InvalidArgumentError(`It is one of ${FRAMING_NAMES}.`);
}

function serveCommand(): Command {
  const command = new Command("serve");
  command
    .description("Echo every frame that clients send, until Ctrl-C.")
    .addOption(portOption().default(0))
    .option("--host <name>", "name or address to listen on", "127.0.0.1")
    .addOption(
      new Option("--framing <name>", `how the bytes are cut into frames: ${FRAMING_NAMES}`)
        .argParser(framingName)
        .default("u32be"),
    )
    .option("--max-frame-bytes <size>", "the largest frame, as 65536, 64KiB or 8MiB", frameBytes)
    .addHelpText("after", SERVE_EXAMPLES)
    .showHelpAfterError("(millrace serve --help shows what there is)")
    .action(async (flags: ServeFlags) => {
      const { host, port, framing: name, maxFrameBytes } = flags;
      const framing = framingNamed(name, maxFrameBytes);
      process.exitCode = await serve({ host, port, framing, name, maxFrameBytes });
    });
  return command;
}

/** What the main job starts in its second process. */
function loadCommand(): Command {
  const command = new Command("load");
  command
    .addOption(portOption().makeOptionMandatory())
    .addOption(framesOption())
    .addOption(connectionsOption())
    .addOption(seedOption())
    .action((options: LoadOptions) =>
      answerParent((tell) => runLoad(options, (frames) => tell({ type: "progress", frames }))),
    );
  return command;
}

function program(): Command {
  const root = new Command("millrace");
  root
    .description(
      "Framed TCP on a WebAssembly core. Without a command: starts an echo server, sends it frames " +
        "of all sizes from a second process, and verifies every byte of the echo and the order.",
    )
    .version(version())
    // What stands behind a command is the command's: both have options of the same name.
    .enablePositionalOptions()
    .addOption(framesOption())
    .addOption(connectionsOption())
    .addOption(seedOption())
    .addHelpText("after", EXAMPLES)
    .showHelpAfterError("(millrace --help shows what there is)")
    .allowExcessArguments()
    .action(async (options: JobOptions) => {
      const [unknown] = root.args;
      if (unknown !== undefined) root.error(`error: there is no command '${unknown}'`);
      process.exitCode = await runJob(options, fileURLToPath(import.meta.url));
    });
  root.addCommand(serveCommand()).addCommand(loadCommand(), { hidden: true });
  return root;
}

try {
  await program().parseAsync();
} catch (error) {
  console.error(`error: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
}
