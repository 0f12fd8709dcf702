import { type Channel, channel } from "node:diagnostics_channel";

type ChannelName =
  | "connectionClosed"
  | "connectionDropped"
  | "connectionEstablished"
  | "error"
  | "frameDiscarded"
  | "leak"
  | "listening"
  | "reconnecting";

// Made before anybody can listen, and kept: Bun forgets who listens on a channel that nobody holds.
const channels: Readonly<Record<ChannelName, Channel>> = {
  connectionClosed: channel("millrace:connectionClosed"),
  connectionDropped: channel("millrace:connectionDropped"),
  connectionEstablished: channel("millrace:connectionEstablished"),
  error: channel("millrace:error"),
  frameDiscarded: channel("millrace:frameDiscarded"),
  leak: channel("millrace:leak"),
  listening: channel("millrace:listening"),
  reconnecting: channel("millrace:reconnecting"),
};

/**
 * Tells whoever listens on `millrace:<name>` through node:diagnostics_channel. What is told is made only
 * if somebody does.
 */
export function publish(name: ChannelName, message: () => object): void {
  const known = channels[name];
  if (known.hasSubscribers) known.publish(message());
}
