/**
 * A JSON-RPC 2.0 server, one document in each line: requests, notifications and batches, with the errors
 * of the specification (https://www.jsonrpc.org/specification). Methods answer at once; one that has to wait
 * would send its response from its promise.
 *
 *     npm run build && npm run examples && PORT=7008 node build/examples/json-rpc-server.js
 *     echo '{"jsonrpc":"2.0","method":"add","params":[1,2],"id":1}' | nc 127.0.0.1 7008
 */
import { type Codec, TcpServer, jsonCodec, lines } from "millrace";

type Id = string | number | null;
type Response =
  | { readonly jsonrpc: "2.0"; readonly id: Id; readonly result: unknown }
  | {
      readonly jsonrpc: "2.0";
      readonly id: Id;
      readonly error: { readonly code: number; readonly message: string };
    };

/** An error of a method that is the caller's: -32602. */
class ParamsError extends Error {}

type Method = (params: readonly unknown[], store: Map<string, unknown>) => unknown;

function numberOf(value: unknown): number {
  if (typeof value === "number") return value;
  throw new ParamsError("a number is expected");
}

function keyOf(value: unknown): string {
  if (typeof value === "string") return value;
  throw new ParamsError("a key is expected");
}

/** Their parameters are by position. What has been set is the connection's. */
const methods = new Map<string, Method>([
  ["ping", () => "pong"],
  ["echo", (params) => params],
  ["add", ([a, b]) => numberOf(a) + numberOf(b)],
  ["set", ([key, value], store) => store.set(keyOf(key), value).size],
  ["get", ([key], store) => store.get(keyOf(key)) ?? null],
  ["keys", (_, store) => [...store.keys()]],
]);

function failure(code: number, message: string, id: Id = null): Response {
  return { jsonrpc: "2.0", id, error: { code, message } };
}

interface Call {
  readonly method: string;
  readonly params: unknown;
  /** Undefined for a notification. */
  readonly id: Id | undefined;
}

function callOf(value: unknown): Call | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const { jsonrpc, method, params, id } = value as Readonly<Record<string, unknown>>;
  const isId = id === undefined || id === null || typeof id === "string" || typeof id === "number";
  const isParams = params === undefined || (typeof params === "object" && params !== null);
  if (jsonrpc !== "2.0" || typeof method !== "string" || !isId || !isParams) return undefined;
  return { method, params, id };
}

function answer(value: unknown, store: Map<string, unknown>): Response | undefined {
  const call = callOf(value);
  if (call === undefined) return failure(-32600, "Invalid Request");
  const response = carryOut(call, store);
  return call.id === undefined ? undefined : response;
}

function carryOut({ method, params = [], id = null }: Call, store: Map<string, unknown>): Response {
  const run = methods.get(method);
  if (run === undefined) return failure(-32601, "Method not found", id);
  if (!Array.isArray(params)) return failure(-32602, "parameters are by position here", id);
  try {
    return { jsonrpc: "2.0", id, result: run(params, store) };
  } catch (error) {
    if (error instanceof ParamsError) return failure(-32602, error.message, id);
    return failure(-32603, "Internal error", id);
  }
}

// By itself jsonCodec ends the connection of a peer whose line is no JSON; here it is answered.
const json = jsonCodec(lines());
const codec: Codec<{ readonly value: unknown } | "no JSON", Response | Response[]> = {
  framing: json.framing,
  decode(frame) {
    try {
      return { value: json.decode(frame) };
    } catch {
      return "no JSON";
    }
  },
  encode: (message, writer) => json.encode(message, writer),
};

const server = new TcpServer(
  {
    port: Number(process.env.PORT ?? 0),
    codec,
    createSession: () => new Map<string, unknown>(),
    timeouts: { idleMs: 60_000 },
  },
  {
    onFrame(connection, line) {
      const { session } = connection;
      if (line === "no JSON") {
        connection.send(failure(-32700, "Parse error"));
        return;
      }
      const isBatch = Array.isArray(line.value) && line.value.length > 0;
      const calls: readonly unknown[] = isBatch ? (line.value as unknown[]) : [line.value];
      const responses = calls
        .map((value) => answer(value, session))
        .filter((response) => response !== undefined);
      const [first] = responses;
      // Notifications have no answer.
      if (first !== undefined) connection.send(isBatch ? responses : first);
    },
    onError: (_, error) => console.error(String(error)),
  },
);
const { address, port } = await server.start();
console.log(`listening on ${address}:${port}`);
for (const signal of ["SIGTERM", "SIGINT"]) process.once(signal, () => void server.stop());
