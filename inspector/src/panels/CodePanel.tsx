import type { ReactNode } from "react";
import type { Resolved } from "../state/choice.js";
import { CopyButton } from "./CopyButton.js";

/** The framing as code to copy. */
export function CodePanel({ resolved }: { readonly resolved: Resolved }): ReactNode {
  if ("problem" in resolved) return null;
  const { declaration, program } = resolved.code;
  return (
    <section className="panel code-panel" aria-labelledby="code-title">
      <div className="panel-head">
        <h2 id="code-title">Code</h2>
        <CopyButton label="Copy declaration" text={() => declaration} />
      </div>
      <pre className="code" data-testid="declaration" tabIndex={0} aria-label="Declaration">
        {declaration}
      </pre>
      <details>
        <summary>A decoder with it</summary>
        <pre className="code" tabIndex={0} aria-label="Program">
          {program}
        </pre>
        <CopyButton label="Copy program" text={() => program} />
      </details>
    </section>
  );
}
