import { type Channel, channel } from "node:diagnostics_channel";

// Made before anybody can listen, and kept: Bun forgets who listens on a channel that nobody holds.
const channels = {
  connectionClosed: channel("millrace:connectionClosed"),
  connectionDropped: channel("millrace:connectionDropped"),
  connectionEstablished: channel("millrace:connectionEstablished"),
  error: channel("millrace:error"),
  frameDiscarded: channel("millrace:frameDiscarded"),
  leak: channel("millrace:leak"),
  listening: channel("millrace:listening"),
  reconnecting: channel("millrace:reconnecting"),
} as const satisfies Readonly<Record<string, Channel>>;

/**
 * Tells whoever listens on `millrace:<name>` through node:diagnostics_channel. What is told is made only
 * if somebody does.
 */
export function publish(name: keyof typeof channels, message: () => object): void {
  const known = channels[name];
  if (known.hasSubscribers) known.publish(message());
}
