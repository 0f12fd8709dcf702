import { byteSize, count } from "../view/bytes-text.js";
import type { CaptureSnapshot } from "./capture.js";
import type { PassedOver, StreamRow } from "./messages.js";

/** How much of a stream there is. */
export function amountOf({ bytes, packets }: StreamRow): string {
  return `${byteSize(bytes)} in ${counted(packets, "packet")}`;
}

/** What a stream lacks; empty if nothing. */
export function lacksOf({ missing, gaps, hasStart }: StreamRow): string {
  const lacks: string[] = [];
  if (!hasStart) lacks.push("begins in the middle");
  if (gaps > 0) lacks.push(`${byteSize(missing)} missing in ${counted(gaps, "gap")}`);
  return lacks.join(", ");
}

export function packetsAndStreams({ packets, streams }: CaptureSnapshot): string {
  return `${counted(packets, "packet")}, ${counted(streams.length, "stream")}.`;
}

/** What a reason is called, one and many. */
const REASONS: Readonly<Record<keyof PassedOver, readonly [string, string]>> = {
  other: ["not TCP", "not TCP"],
  fragment: ["fragment", "fragments"],
  cut: ["cut off in its headers", "cut off in their headers"],
  link: ["of an unknown link type", "of an unknown link type"],
  tooMany: ["of one connection too many", "of connections too many"],
};

/** Packets that no stream has bytes of, by reason; empty if there are none. */
export function passedOver({ passedOver }: CaptureSnapshot): string {
  if (passedOver === undefined) return "";
  const reasons = (Object.keys(REASONS) as (keyof PassedOver)[])
    .filter((reason) => passedOver[reason] > 0)
    .map(
      (reason) =>
        `${count(passedOver[reason])} ${REASONS[reason][passedOver[reason] === 1 ? 0 : 1]}`,
    );
  return reasons.length === 0 ? "" : `Passed over: ${reasons.join(", ")}.`;
}

function counted(number: number, noun: string): string {
  return `${count(number)} ${noun}${number === 1 ? "" : "s"}`;
}
