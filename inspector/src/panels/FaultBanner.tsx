import type { ReactNode } from "react";
import type { Snapshot } from "../decode/inspection.js";
import type { Fault } from "../decode/messages.js";
import { count } from "../view/bytes-text.js";

export interface FaultBannerProps {
  readonly snapshot: Snapshot;
  readonly onJump: (position: number) => void;
}

/** Why and where the frames ended before the bytes did. */
export function FaultBanner({ snapshot, onJump }: FaultBannerProps): ReactNode {
  const { fault } = snapshot;
  if (fault === undefined) return null;
  const { offset } = fault;
  return (
    <section className="fault-banner" role="alert" aria-label="Fault">
      <div>
        <p>
          <strong>{fault.code}</strong> {fault.message}
        </p>
        <dl>
          {facts(fault).map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{count(value)}</dd>
            </div>
          ))}
        </dl>
      </div>
      {offset !== undefined && (
        <button type="button" onClick={() => onJump(offset)}>
          Jump to it
        </button>
      )}
    </section>
  );
}

function facts({ offset, declared, limit }: Fault): [string, number][] {
  const all: [string, number | undefined][] = [
    ["offset", offset],
    ["declared", declared],
    ["limit", limit],
  ];
  return all.filter((fact): fact is [string, number] => fact[1] !== undefined);
}
