/**
 * A small HTTP/1.1 server, to show that a protocol is a codec and a handler: keep-alive, pipelining, bodies
 * with a Content-Length, limits of time and size. What it is not is said in codecs/http.ts.
 *
 *     npm run build && npm run examples && PORT=8080 node build/examples/http-server.js
 *     curl -d 'hello' http://127.0.0.1:8080/echo
 */
import { ProtocolError, TcpServer } from "millrace";
import { type HttpRequest, type HttpResponse, httpCodec } from "./codecs/http.js";

function text(status: number, body: string, headers: HttpResponse["headers"] = {}): HttpResponse {
  const type = { "Content-Type": "text/plain; charset=utf-8" };
  return { status, headers: { ...type, ...headers }, body: Buffer.from(body) };
}

type Route = (request: HttpRequest) => HttpResponse;

/** By target, then by method. */
const routes = new Map<string, ReadonlyMap<string, Route>>([
  ["/", new Map([["GET", () => text(200, "millrace speaks HTTP\n")]])],
  ["/echo", new Map<string, Route>([["POST", ({ body }) => ({ status: 200, body })]])],
]);

function answer(request: HttpRequest): HttpResponse {
  const methods = routes.get(request.target);
  if (methods === undefined) return text(404, "nothing here\n");
  const isHead = request.method === "HEAD";
  const route = methods.get(isHead ? "GET" : request.method);
  if (route !== undefined) return { ...route(request), isHead };
  return text(405, "not like this\n", { Allow: [...methods.keys()].join(", ") });
}

const server = new TcpServer(
  {
    port: Number(process.env.PORT ?? 0),
    codec: httpCodec,
    timeouts: { idleMs: 30_000, frameMs: 10_000 },
  },
  {
    onFrame(connection, request) {
      const response = answer(request);
      if (request.isKeptAlive) {
        connection.send(response);
        return;
      }
      connection.send({ ...response, headers: { ...response.headers, Connection: "close" } });
      connection.close();
    },
    onError(connection, error) {
      // The connection closes behind this; whoever has gone in the middle of a request hears nothing.
      if (error instanceof ProtocolError && error.code !== "incomplete") {
        connection?.send(text(400, "this is no request\n", { Connection: "close" }));
      } else console.error(String(error));
    },
  },
);
const { address, port } = await server.start();
console.log(`listening on ${address}:${port}`);
for (const signal of ["SIGTERM", "SIGINT"]) process.once(signal, () => void server.stop());
