import { object } from "../core/check.js";
import { NetworkError } from "../errors.js";
import { THREAD_START_MS } from "../limits.js";
import type {
  CodecSpeech,
  FrameIn,
  FrameOut,
  FramingSpeech,
  SchemaSpeech,
} from "../link/options.js";
import { Desk } from "./desk.js";
import { BlockingLink } from "./link.js";
import { BlockingListener, type BlockingListenSettings } from "./listener.js";
import type { LaneNews, News, Trouble } from "./messages.js";
import {
  type BlockingSettings,
  type BlockingSource,
  blockingParts,
  blockingTiming,
} from "./options.js";

export interface BlockingDialSettings {
  readonly port?: number | undefined;
  /** Milliseconds that connecting may take, all attempts included: by default 30,000. */
  readonly timeoutMs?: number | undefined;
  /** Milliseconds after which a refused attempt is made again: by default it is not. */
  readonly retryAfterMs?: number | undefined;
}

export type BlockingConnectOptions<In, Out, Session = undefined> = BlockingDialSettings &
  BlockingSettings<In, Out, Session>;
export type BlockingListenOptions<In, Out, Session = undefined> = BlockingListenSettings &
  BlockingSettings<In, Out, Session>;

/**
 * Dials, and blocks until there is a link.
 *
 * @throws NetworkError if the peer refuses, or cannot be reached in time; what `onConnect` throws;
 * TypeError or RangeError if an option is wrong.
 *
 * @example
 * using link = connect({ port: 9000, codec: jsonCodec(lines()) });
 * link.send({ hello: "world" });
 * console.log(link.recv({ timeoutMs: 1_000 }));
 */
export function connect<Valid, Out, Session = undefined>(
  options: BlockingConnectOptions<Valid, Out, Session> & SchemaSpeech<Valid, Out>,
): BlockingLink<Valid, Out, Session>;
export function connect<In, Out, Session = undefined>(
  options: BlockingConnectOptions<In, Out, Session> & CodecSpeech<In, Out>,
): BlockingLink<In, Out, Session>;
export function connect<Session = undefined>(
  options: BlockingConnectOptions<FrameIn, FrameOut, Session> & FramingSpeech,
): BlockingLink<FrameIn, FrameOut, Session>;
export function connect<In, Out, Session>(
  options: BlockingDialSettings & BlockingSource<In, Out, Session>,
): BlockingLink<In, Out, Session> {
  object("options", options);
  const parts = blockingParts(options, "client", 1);
  const timing = blockingTiming(options);
  const { target, beats, spinMs } = parts;
  let opened: LaneNews | undefined;
  let trouble: Trouble | undefined;
  type LinkNews = Extract<News, { type: "closed" | "written" }>;
  // What is told behind "opened" in one breath waits for the link.
  const before: LinkNews[] = [];
  let tell = (news: LinkNews): void => void before.push(news);
  const hear = (news: News): void => {
    if (news.type === "opened") opened = news;
    else if (news.type === "failed") ({ trouble } = news);
    else if (news.type === "closed" || news.type === "written") tell(news);
  };
  const desk = new Desk({ target, beats, spinMs, dial: timing, listen: undefined }, hear);
  // The thread keeps the time; that it starts at all takes a while.
  const limitMs = timing.timeoutMs + THREAD_START_MS;
  desk.wait(() => opened !== undefined || trouble !== undefined, limitMs);
  if (opened === undefined) {
    desk.stop();
    throw unreachable(parts.lineage, trouble, timing.timeoutMs);
  }
  const link = new BlockingLink(parts, desk, opened, parts.lineage, () => desk.stop());
  tell = (news) => link.hear(news);
  for (const news of before) link.hear(news);
  try {
    parts.protocol.onConnect?.(link);
  } catch (error) {
    link.abort();
    throw error;
  }
  return link;
}

function unreachable(
  lineage: string,
  trouble: Trouble | undefined,
  timeoutMs: number,
): NetworkError {
  const { code = "ETIMEDOUT", message = "its thread does not start" } = trouble ?? {};
  return new NetworkError(`${lineage} could not be reached in ${timeoutMs} ms: ${message}`, code);
}

/**
 * Listens for links.
 *
 * @throws NetworkError if the address is in use or may not be bound; TypeError or RangeError if an option
 * is wrong.
 *
 * @example
 * using listener = listen({ port: 9000, codec: jsonCodec(lines()) });
 * for (;;) {
 *   using link = listener.accept();
 *   for (const message of link) link.send(message);
 * }
 */
export function listen<Valid, Out, Session = undefined>(
  options: BlockingListenOptions<Valid, Out, Session> & SchemaSpeech<Valid, Out>,
): BlockingListener<Valid, Out, Session>;
export function listen<In, Out, Session = undefined>(
  options: BlockingListenOptions<In, Out, Session> & CodecSpeech<In, Out>,
): BlockingListener<In, Out, Session>;
export function listen<Session = undefined>(
  options: BlockingListenOptions<FrameIn, FrameOut, Session> & FramingSpeech,
): BlockingListener<FrameIn, FrameOut, Session>;
export function listen<In, Out, Session>(
  options: BlockingListenSettings & BlockingSource<In, Out, Session>,
): BlockingListener<In, Out, Session> {
  object("options", options);
  return new BlockingListener(options);
}
