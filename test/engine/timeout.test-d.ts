import {
  type Connection,
  type Frame,
  type Handler,
  type BytesLike,
  ProtocolEngine,
  TcpClient,
  TcpServer,
  lines,
} from "../../src/index.js";

/** Says which type an expression has: not assignable either way is an error. */
type Same<A, B> = [A, B] extends [B, A] ? true : false;
function is<Expected>(): <Actual>(value: Actual, same: Same<Expected, Actual>) => void {
  return () => undefined;
}

/** What a connection may be late with. */
type Late = "login" | "answer";
interface Login {
  user: string;
}

// The tokens of a handler are those of its connections ...
const handler: Handler<Frame, BytesLike, undefined, Late> = {
  onConnect(connection) {
    connection.setTimeout(1_000, "login");
    // @ts-expect-error no connection is late with that
    connection.setTimeout(1_000, "logout");
    // @ts-expect-error late with what?
    connection.setTimeout(1_000);
    connection.clearTimeout("answer");
    // @ts-expect-error no connection is late with that
    connection.clearTimeout("logout");
    // @ts-expect-error late with what?
    connection.clearTimeout();
  },
  onTimeout: (_, token) => is<Late>()(token, true),
};
const wrong: Handler<Frame, BytesLike, undefined, Late> = {
  // @ts-expect-error the token is text
  onTimeout: (_, token: number) => void token,
};
void wrong;

// ... and of whoever has the handler.
const server = new TcpServer({ framing: lines() }, handler);
is<Connection<Frame, BytesLike, undefined, Late>[]>()(server.connections(), true);
for (const connection of server.connections()) {
  is<typeof connection>()(connection.context.connection(connection.id) ?? connection, true);
  // @ts-expect-error no connection is late with that
  connection.setTimeout(1, "logout");
}
const client = new TcpClient({ port: 1, framing: lines() }, handler);
// @ts-expect-error no connection is late with that
client.connection?.setTimeout(1, "logout");
// @ts-expect-error nor after connecting
(await client.connect()).setTimeout(1, "logout");
const engine = new ProtocolEngine({ framing: lines() }, handler);
// @ts-expect-error nor over any stream
engine.manage(new TransformStream(), undefined).setTimeout(1, "logout");

// They stand beside a session.
new TcpServer<Frame, BytesLike, Login, Late>(
  { framing: lines(), createSession: () => ({ user: "" }) },
  {
    onFrame({ session }, frame) {
      session.user = frame.text();
    },
    onTimeout: (connection, token) => void connection.send(`${connection.session.user}: ${token}`),
  },
);

// A token that may be undefined may be left out.
const vague: Handler<Frame, BytesLike, undefined, Late | undefined> = {
  onConnect(connection) {
    connection.setTimeout(1_000);
    connection.setTimeout(1_000, "login");
    // @ts-expect-error no connection is late with that
    connection.setTimeout(1_000, "logout");
  },
  onTimeout: (_, token) => is<Late | undefined>()(token, true),
};
new TcpServer({ framing: lines() }, vague);

// Unless somebody says otherwise it is anything, or nothing.
new TcpServer(
  { framing: lines() },
  {
    onConnect(connection) {
      connection.setTimeout(1_000);
      connection.setTimeout(1_000, { any: "thing" });
      connection.clearTimeout();
    },
    onTimeout: (_, token) => is<unknown>()(token, true),
  },
);
