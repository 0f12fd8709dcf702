import { createInterface } from "node:readline";

/** Says one answer to whoever started this process. */
export function say(answer: unknown): void {
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}

/** Answers each line of stdin, in order, until there are no more; then ends the process. */
export async function answer(reply: (words: readonly string[]) => unknown): Promise<void> {
  for await (const line of createInterface({ input: process.stdin })) {
    say((await reply(line.trim().split(/\s+/))) ?? null);
  }
  process.exit();
}
