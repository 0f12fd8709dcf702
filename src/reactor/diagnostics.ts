import { type Channel, channel } from "node:diagnostics_channel";

const channels = new Map<string, Channel>();

/**
 * Tells whoever listens on `millrace:<name>` through node:diagnostics_channel. What is told is made only
 * if somebody does.
 */
export function publish(name: string, message: () => object): void {
  let known = channels.get(name);
  if (known === undefined) {
    known = channel(`millrace:${name}`);
    channels.set(name, known);
  }
  if (known.hasSubscribers) known.publish(message());
}
