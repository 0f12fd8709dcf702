import { expectTypeOf } from "vitest";
import {
  type Event,
  Interest,
  type Poll,
  type Registry,
  type Source,
  type TcpListener,
  type TcpStream,
  type SocketAddr,
  Token,
  type WouldBlock,
} from "../../src/poll.js";

declare const registry: Registry;
declare const source: Source;
declare const listener: TcpListener;
declare const stream: TcpStream;
declare const poll: Poll;

registry.register(source, Token(1), Interest.READABLE);
// @ts-expect-error A number is no token: one says which numbers are.
registry.register(source, 1, Interest.READABLE);
// @ts-expect-error Nor is a number an interest.
registry.register(source, Token(1), 1);
// @ts-expect-error There is none in nothing.
registry.register(source, Token(1), Interest.READABLE.remove(Interest.READABLE));

expectTypeOf(listener.accept()).toEqualTypeOf<[TcpStream, SocketAddr] | WouldBlock>();
expectTypeOf(stream.read(new Uint8Array(1))).toEqualTypeOf<number | WouldBlock>();
expectTypeOf<Event["isReadable"]>().toEqualTypeOf<boolean>();
void poll.run(new Map([[Token(1), (event) => void event.token]]));
// @ts-expect-error The keys of a map of handlers are tokens.
void poll.run(new Map([[1, () => undefined]]));
