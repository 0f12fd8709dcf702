import { object } from "../core/check.js";
import { Connector, type DialSettings } from "./connector.js";
import type { Link } from "./link.js";
import { LinkListener, type ListenSettings } from "./listener.js";
import type {
  CodecSpeech,
  FrameIn,
  FrameOut,
  FramingSpeech,
  LinkSettings,
  SchemaSpeech,
} from "./options.js";
import type { SpeechSource } from "./speech.js";

export type ConnectOptions<In, Out, Session = undefined, State = undefined> = DialSettings &
  LinkSettings<In, Out, Session, State>;
export type ListenOptions<In, Out, Session = undefined, State = undefined> = ListenSettings &
  LinkSettings<In, Out, Session, State>;

/**
 * Dials, shakes hands as the protocol says, and answers the link.
 *
 * @throws NetworkError if the peer refuses, or cannot be reached in `timeoutMs`; TimeoutError if the
 * handshake takes too long; what `onConnect` throws; ConnectionClosedError if the peer closes meanwhile, or
 * the loop stops; the signal's reason; TypeError or RangeError if an option is wrong; ResourceError if the
 * loop is full.
 *
 * @example
 * const link = await connect({ port: 9000, codec: jsonCodec(lines()), retryAfterMs: 100 });
 */
export function connect<Valid, Out, Session = undefined, State = undefined>(
  options: ConnectOptions<Valid, Out, Session, State> & SchemaSpeech<Valid, Out>,
): Promise<Link<Valid, Out, Session, State>>;
export function connect<In, Out, Session = undefined, State = undefined>(
  options: ConnectOptions<In, Out, Session, State> & CodecSpeech<In, Out>,
): Promise<Link<In, Out, Session, State>>;
export function connect<Session = undefined, State = undefined>(
  options: ConnectOptions<FrameIn, FrameOut, Session, State> & FramingSpeech,
): Promise<Link<FrameIn, FrameOut, Session, State>>;
export async function connect<In, Out, Session, State>(
  options: ConnectOptions<In, Out, Session, State> & SpeechSource,
): Promise<Link<In, Out, Session, State>> {
  object("options", options);
  return new Connector(options).connect(options.signal);
}

/**
 * Listens for links.
 *
 * @throws NetworkError if the address is in use or may not be bound; the signal's reason if it has aborted;
 * ConnectionClosedError if the loop is stopping; TypeError or RangeError if an option is wrong.
 *
 * @example
 * const listener = await listen({ port: 9000, codec: jsonCodec(lines()) });
 * for await (const link of listener) void link.forEach((message) => link.send(message));
 */
export function listen<Valid, Out, Session = undefined, State = undefined>(
  options: ListenOptions<Valid, Out, Session, State> & SchemaSpeech<Valid, Out>,
): Promise<LinkListener<Valid, Out, Session, State>>;
export function listen<In, Out, Session = undefined, State = undefined>(
  options: ListenOptions<In, Out, Session, State> & CodecSpeech<In, Out>,
): Promise<LinkListener<In, Out, Session, State>>;
export function listen<Session = undefined, State = undefined>(
  options: ListenOptions<FrameIn, FrameOut, Session, State> & FramingSpeech,
): Promise<LinkListener<FrameIn, FrameOut, Session, State>>;
export async function listen<In, Out, Session, State>(
  options: ListenOptions<In, Out, Session, State> & SpeechSource,
): Promise<LinkListener<In, Out, Session, State>> {
  object("options", options);
  const listener = new LinkListener(options);
  await listener.start();
  return listener;
}
