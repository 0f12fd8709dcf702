import * as v from "valibot";
import {
  type Codec,
  type Link,
  type LinkListener,
  type RecvStatus,
  type StreamCodec,
  connect,
  jsonCodec,
  lengthPrefixed,
  lines,
  listen,
  textCodec,
} from "../../src/index.js";

/** Says which type an expression has: not assignable either way is an error. */
type Same<A, B> = [A, B] extends [B, A] ? true : false;
function is<Expected>(): <Actual>(value: Actual, same: Same<Expected, Actual>) => void {
  return () => undefined;
}

interface Order {
  readonly symbol: string;
  readonly quantity: number;
}
interface Fill {
  readonly price: number;
}
declare const orders: Codec<Fill, Order>;
declare const numbers: StreamCodec<number, bigint>;

// In and Out differ.
const desk = await connect({ port: 9000, codec: orders });
is<Link<Fill, Order>>()(desk, true);
await desk.send({ symbol: "ACME", quantity: 1 });
is<Fill>()(await desk.recv(), true);
is<RecvStatus<Fill>>()(desk.tryRecv(), true);
for await (const fill of desk) is<Fill>()(fill, true);
await desk.forEach((fill) => is<Fill>()(fill, true));
// @ts-expect-error a field is missing
await desk.send({ symbol: "ACME" });
// @ts-expect-error a field is of another type
desk.trySend({ symbol: "ACME", quantity: "1" });
// @ts-expect-error what is received is not what is sent
await desk.send(await desk.recv());
const { sender, receiver } = desk.split();
is<Fill>()(await receiver.recv(), true);
// @ts-expect-error a wrong message to the half that sends
await sender.send({ price: 1 });

// The status is looked at before the message.
const status = desk.tryRecv();
// @ts-expect-error there may be none
is<Fill>()(status.message, true);
if (status.status === "received") is<Fill>()(status.message, true);

// A schema says what is received; the codec what is sent.
const schema = v.object({ price: v.pipe(v.string(), v.transform(Number)) });
const valid = await connect({ port: 9000, codec: jsonCodec(lines()), schema });
is<{ price: number }>()(await valid.recv(), true);

// A framing alone has bytes.
is<Uint8Array<ArrayBuffer>>()(await (await connect({ port: 1, framing: lines() })).recv(), true);
const stream = await connect({ path: "/tmp/socket", codec: numbers });
is<number>()(await stream.recv(), true);
stream.trySend(1n);

// Session and connection state go to the hooks.
const listener = await listen({
  codec: textCodec(lines()),
  session: { total: 0 },
  createState: () => ({ user: "" }),
  protocol: {
    onConnect: (link) => {
      is<{ total: number }>()(link.session, true);
      is<{ user: string }>()(link.connectionState, true);
    },
    onSend: (_, message) => message.trim(),
    reply: (_, message) => (message === "ping" ? "pong" : undefined),
  },
  heartbeat: { intervalMs: 1_000, message: "beat" },
});
is<LinkListener<string, string, { total: number }, { user: string }>>()(listener, true);
is<string>()(await (await listener.accept()).recv(), true);

// @ts-expect-error a beat is a message like any other
await listen({ codec: textCodec(lines()), heartbeat: { intervalMs: 1_000, message: 5 } });
// @ts-expect-error a framing or a codec, not both
await listen({ codec: textCodec(lines()), framing: lengthPrefixed(4) });
