/** `npm run bench`: millrace beside hand-written JavaScript, and its server beside node:net. */
import { cpus } from "node:os";
import { benchDecode } from "./decode.js";
import { benchEcho } from "./echo.js";
import { benchGarbage } from "./garbage.js";
import { benchLink } from "./link.js";
import { TRICKLE_SIZES, benchTrickle } from "./trickle.js";
import { benchVisits } from "./visits.js";

const isSmoke = process.argv.includes("--smoke");

console.log(`node ${process.version}, ${cpus().length} x ${cpus()[0]?.model ?? "unknown"}`);
await benchDecode(isSmoke ? 2_000 : 100_000, isSmoke ? 1 : 7);
benchTrickle(isSmoke ? [4_096] : TRICKLE_SIZES, isSmoke ? 1 : 3);
benchGarbage(isSmoke ? 200_000 : 10_000_000);
const seconds = isSmoke ? 0.1 : 1.5;
await benchEcho({ connections: 64, pipelined: 32, payloadBytes: 64 }, seconds, isSmoke ? 1 : 7);
await benchVisits(isSmoke ? 0.1 : 1, isSmoke ? 1 : 6);
await benchLink(isSmoke ? 200 : 20_000, isSmoke ? 1 : 5, isSmoke ? 10_000 : 1_000_000);
