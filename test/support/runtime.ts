/** What runtimes other than Node cannot do, by name: a row each in docs/runtimes.md, and no test for it there. */

type Runtime = "bun" | "deno";
type Reasons = Readonly<Partial<Record<Runtime, string>>>;

export const LACKS = {
  checkTlsKeys: {
    deno: "seen: tls.createServer() and createSecureContext() take a key that is none",
  },
  connectDatagrams: {
    deno: "seen: a connected UDP socket hears strangers, and of no ECONNREFUSED",
  },
  keepDatagramOrder: { deno: "seen: of three datagrams sent in one turn the last arrives first" },
  limitBacklog: { bun: "seen: the system is told 512, whatever listen() is told" },
  pollBetweenImmediates: {
    deno: "seen: 60 setImmediate calls between two looks at a socket; Node and Bun: none",
  },
  readAcceptedDirectly: { bun: "accepted sockets have no user buffer" },
  resetTls: {
    deno: "seen: after resetAndDestroy() below TLS the peer hears 'end', not ECONNRESET",
  },
  runOutOfFiles: {
    bun: "seen: callers wait in the backlog until there are descriptors again",
    deno: "seen: the process ends, as Deno panics on EMFILE",
  },
  secureManagedSockets: { bun: "the handle of a socket does not say what it is of" },
  seeWriteProgress: {
    bun: "seen: no writeQueueSize, and writableLength stays until a write has ended",
    deno: "seen: no writeQueueSize, and writableLength stays until a write has ended",
  },
  tellErrorsApart: {
    deno: "seen: EINVAL for an address of others, EPIPE for a reset amid a write, UNKNOWN for a broadcast",
  },
  tellTlsEnd: {
    deno: "seen: a TLS socket that was paused and resumed amid its last bytes never says 'end'",
  },
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
