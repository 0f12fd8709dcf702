import { codecOf, type MessageFormat } from "../codec/codec.js";
import { MessageDecoder } from "../codec/message-decoder.js";
import { IncompleteFrameError, type ProtocolError } from "../errors.js";
import { isSame, shown } from "./same.js";
import { type Split, everySplit } from "./splits.js";

/** What a stream has to come to. */
export interface ExpectedOutcome<In> {
  /** All messages; those of a framing alone may be written as text. Without it the cuts only have to agree. */
  readonly frames?: readonly (In | (In extends Uint8Array ? string : never))[];
  /** Why the stream ends early, as far as it matters; without it (but with `frames`) it must not. */
  readonly error?: Partial<
    Pick<ProtocolError, "code" | "offset" | "declared" | "limit" | "message">
  >;
}

interface Outcome {
  readonly messages: readonly unknown[];
  readonly error: ProtocolError | undefined;
}

/**
 * Decodes `bytes`, and then the end of the stream, in every way that {@link everySplit} cuts them, and
 * holds all outcomes to the one expected. Under `raw()` only the bytes have to be the same.
 *
 * @throws Error that names the first cut with another outcome; TypeError if an argument is none.
 * @example
 * const bytes = Uint8Array.of(2, 0x68, 0x69, 9);
 * const framing = lengthPrefixed(1, { maxFrameBytes: 4 });
 * checkEverySplit(framing, bytes, { frames: ["hi"], error: { code: "oversize", offset: 3 } });
 */
export function checkEverySplit<In = Uint8Array<ArrayBuffer>>(
  format: MessageFormat<In>,
  bytes: Uint8Array,
  expected: ExpectedOutcome<NoInfer<In>> = {},
): void {
  codecOf(format);
  let uncut: Outcome | undefined;
  for (const split of everySplit(bytes)) {
    const outcome = outcomeOf(format, split);
    const fault =
      uncut === undefined ? mismatch(outcome, format, expected) : difference(outcome, uncut);
    if (fault !== undefined) throw new Error(`${split.name}: ${fault}`);
    uncut ??= outcome;
  }
}

function outcomeOf(format: MessageFormat<unknown>, { name, chunks }: Split): Outcome {
  const decoder = new MessageDecoder(format);
  try {
    const messages = chunks.flatMap((chunk) => decoder.push(chunk).take());
    const { error } = decoder.end();
    return { messages: isRaw(format) ? [joined(messages)] : messages, error };
  } catch (cause) {
    throw new Error(`${name}: ${String(cause)}`, { cause });
  } finally {
    decoder.dispose();
  }
}

/** How an outcome is not what was expected, in words. */
function mismatch(
  { messages, error }: Outcome,
  format: MessageFormat<unknown>,
  expected: ExpectedOutcome<unknown>,
): string | undefined {
  const { frames } = expected;
  if (frames !== undefined) {
    const isPlain = !("decode" in format);
    const wanted = isPlain ? frames.map(bytesOf) : frames;
    const fault = differentMessages(messages, isRaw(format) ? [joined(wanted)] : wanted);
    if (fault !== undefined) return fault;
    if (expected.error === undefined && error !== undefined) return `ended by ${error.toString()}`;
  }
  for (const [key, value] of Object.entries(expected.error ?? {})) {
    const actual: unknown = error && Reflect.get(error, key);
    if (isSame(actual, value)) continue;
    return `an error whose ${key} is ${shown(value)} was expected, got ${errorText(error)}`;
  }
  return undefined;
}

/** How an outcome differs from the uncut one, in words. */
function difference(outcome: Outcome, uncut: Outcome): string | undefined {
  const fault = differentMessages(outcome.messages, uncut.messages);
  if (fault !== undefined) return fault;
  if (isSame(factsOf(outcome.error), factsOf(uncut.error))) return undefined;
  return `${errorText(uncut.error)} was expected, got ${errorText(outcome.error)}`;
}

function differentMessages(
  messages: readonly unknown[],
  wanted: readonly unknown[],
): string | undefined {
  const length = Math.max(messages.length, wanted.length);
  for (let i = 0; i < length; ++i) {
    if (i >= messages.length) return `message ${i}, ${shown(wanted[i])}, is missing`;
    if (i >= wanted.length) return `message ${i}, ${shown(messages[i])}, was not expected`;
    if (isSame(messages[i], wanted[i])) continue;
    return `message ${i} expected ${shown(wanted[i])}, got ${shown(messages[i])}`;
  }
  return undefined;
}

/** What of an error must not depend on the cut. */
function factsOf(error: ProtocolError | undefined): unknown {
  if (error === undefined) return undefined;
  const { code, offset, declared, limit } = error;
  const facts = [code, offset, declared, limit];
  return error instanceof IncompleteFrameError ? [...facts, error.received, error.missing] : facts;
}

function errorText(error: ProtocolError | undefined): string {
  return error === undefined ? "no error" : `${error.name} ${error.code}: ${error.message}`;
}

function isRaw(format: object): boolean {
  return "kind" in format && format.kind === "raw";
}

function bytesOf(frame: unknown): unknown {
  return typeof frame === "string" ? new TextEncoder().encode(frame) : frame;
}

function joined(frames: readonly unknown[]): Uint8Array {
  return Uint8Array.from(
    frames.flatMap((frame) => (frame instanceof Uint8Array ? [...frame] : [])),
  );
}
