import type { ConnectionStats } from "./handler.js";

/** What has gone through connections, in frames and bytes. */
export type TrafficStats = Omit<ConnectionStats, "heldBytes" | "bufferedBytes">;

/** A sum that connections add theirs to: thousands of them may come and go in a second. */
export type Traffic = { -readonly [Figure in keyof TrafficStats]: TrafficStats[Figure] };

export function noTraffic(): Traffic {
  return {
    framesIn: 0,
    framesDiscarded: 0,
    bytesIn: 0,
    framesOut: 0,
    framesDropped: 0,
    bytesOut: 0,
  };
}
