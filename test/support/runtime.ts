/** What runtimes other than Node cannot do, by name: a row each in docs/runtimes.md, and no test for it there. */

type Runtime = "bun" | "deno";
type Reasons = Readonly<Partial<Record<Runtime, string>>>;

export const LACKS = {
  checkTlsKeys: { deno: "a key that is none is found in the first handshake, not before" },
  limitBacklog: { bun: "connections beyond the backlog are made all the same" },
  pollBetweenImmediates: { deno: "dozens of setImmediate calls lie between two looks at sockets" },
  readAcceptedDirectly: { bun: "accepted sockets have no user buffer" },
  resetTls: { deno: "resetAndDestroy() below TLS sends FIN" },
  runOutOfFiles: {
    bun: "it raises its own limit of open files",
    deno: "callers wait in the backlog until there are descriptors again",
  },
  seeWriteProgress: {
    bun: "how much is left of one large write is not told",
    deno: "how much is left of one large write is not told",
  },
  tellErrorsApart: { deno: "EINVAL for an address of others, EPIPE for a reset amid a write" },
  tellLateResets: { deno: "a reset behind the FIN sent is told as an end" },
  watchSocketOptions: { bun: "the handles of sockets have no methods to watch" },
  writeBeforeFirstPoll: {
    deno: "seen: written right after accept, with the peer's FIN next, EPIPE without a system call",
  },
} as const satisfies Readonly<Record<string, Reasons>>;

export type Capability = keyof typeof LACKS;

const { bun, deno } = process.versions;
const runtime = bun !== undefined ? "bun" : deno !== undefined ? "deno" : "node";

/** What the runtime of this process can do. */
export const can = Object.fromEntries(
  Object.entries(LACKS).map(([name, reasons]) => [name, !(runtime in reasons)]),
) as Readonly<Record<Capability, boolean>>;
