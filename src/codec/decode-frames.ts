/// <reference lib="esnext.disposable" preserve="true" />
import { expected } from "../core/check.js";
import type { MessageFormat } from "./codec.js";
import { MessageFeed } from "./streams-feed.js";

/** Where chunks come from. */
export type ChunkSource = AsyncIterable<Uint8Array> | ReadableStream<Uint8Array>;

export interface DecodeFramesOptions {
  /** Ends the sequence with its reason at once, and cancels the source. */
  readonly signal?: AbortSignal | undefined;
}

/** What {@link decodeFrames} answers: an async generator whose format can change on the way. */
export interface MessageSequence<In> extends AsyncGenerator<In, undefined, undefined> {
  /**
   * Goes on in another format behind the message just yielded; bytes behind it that have come already
   * are read anew. To be called between two messages, not while one is awaited. Answers this sequence.
   *
   * @throws TypeError or RangeError if `format` is none, and TypeError while a message is awaited.
   */
  switchTo<Next = Uint8Array<ArrayBuffer>>(format: MessageFormat<Next>): MessageSequence<Next>;
}

/**
 * The messages of a source of chunks, for `for await`: copies of frames under a framing, else what the
 * codec decodes. The source is asked for a chunk when the messages before were taken, and a chunk must
 * not change until the next is asked for. Leaving the loop cancels the source. `raw()` answers frames of
 * up to 64 KiB.
 *
 * Throws behind the messages before it: a ProtocolError for what the bytes say, an IncompleteFrameError
 * if the source ends inside a frame, what the source throws, and the reason of the signal.
 *
 * @throws TypeError if `source` is none, or `format` is neither a framing, a Codec nor a StreamCodec.
 * @example
 * for await (const line of decodeFrames(response.body, textCodec(lines()))) console.log(line);
 */
export function decodeFrames<In = Uint8Array<ArrayBuffer>>(
  source: ChunkSource,
  format: MessageFormat<In>,
  { signal }: DecodeFramesOptions = {},
): MessageSequence<In> {
  checkSource(source);
  const feed = new MessageFeed(format);
  const state: SequenceState = { isAwaiting: false };
  const sequence = Object.assign(run(source, feed, signal, state), {
    switchTo<Next>(next: MessageFormat<Next>): MessageSequence<Next> {
      if (state.isAwaiting) {
        throw new TypeError('"switchTo" expected to be called between messages, got one awaited');
      }
      feed.switchTo(next);
      return sequence as unknown as MessageSequence<Next>;
    },
    // Node 20 has the symbol, and generators without it.
    async [Symbol.asyncDispose](): Promise<void> {
      await sequence.return(undefined);
    },
  });
  return sequence as AsyncGenerator as MessageSequence<In>;
}

interface SequenceState {
  /** Whether a chunk is. */
  isAwaiting: boolean;
}

/** A source by the two things done with it. */
interface Chunks {
  next(): Promise<IteratorResult<Uint8Array, unknown>>;
  cancel(reason: unknown): Promise<unknown>;
}

function checkSource(source: unknown): void {
  const isObject = typeof source === "object" && source !== null;
  if (isObject && ("getReader" in source || Symbol.asyncIterator in source)) return;
  throw new TypeError(expected("source", "a ReadableStream or an async iterable", source));
}

function chunksOf(source: ChunkSource): Chunks {
  // Not all browsers iterate over a ReadableStream.
  if ("getReader" in source) {
    const reader = source.getReader();
    return {
      next: async () => {
        const { done, value } = await reader.read();
        if (!done) return { done, value };
        reader.releaseLock();
        return { done, value };
      },
      cancel: (reason) => reader.cancel(reason).finally(() => reader.releaseLock()),
    };
  }
  const iterator = source[Symbol.asyncIterator]();
  return { next: () => iterator.next(), cancel: async () => iterator.return?.() };
}

async function* run(
  source: ChunkSource,
  feed: MessageFeed,
  signal: AbortSignal | undefined,
  state: SequenceState,
): AsyncGenerator<unknown, undefined, undefined> {
  const chunks = chunksOf(source);
  let isOver = false;
  let reject: ((reason: unknown) => void) | undefined;
  const abort = (): void => {
    if (isOver) return;
    isOver = true;
    reject?.(signal?.reason);
    // It may be long before the source hears of it, and nobody waits for that.
    chunks.cancel(signal?.reason).catch(() => undefined);
  };
  signal?.addEventListener("abort", abort);
  if (signal?.aborted === true) abort();
  try {
    for (;;) {
      signal?.throwIfAborted();
      state.isAwaiting = true;
      const step = await new Promise<IteratorResult<Uint8Array, unknown>>((resolve, fail) => {
        reject = fail;
        chunks.next().then(resolve, (error: unknown) => {
          isOver = true;
          fail(error);
        });
      });
      state.isAwaiting = false;
      if (step.done === true) {
        isOver = true;
        feed.end();
      } else {
        feed.push(step.value);
      }
      for (let next = feed.next(); next.done !== true; next = feed.next()) {
        yield next.value;
        signal?.throwIfAborted();
      }
      if (step.done === true) return;
    }
  } catch (error) {
    if (!isOver) {
      isOver = true;
      await chunks.cancel(error).catch(() => undefined);
    }
    throw error;
  } finally {
    state.isAwaiting = false;
    signal?.removeEventListener("abort", abort);
    feed.dispose();
    if (!isOver) await chunks.cancel(undefined);
  }
}
