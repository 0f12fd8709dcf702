import { type ReactNode, useEffect, useState } from "react";

const FEEDBACK_MS = 2000;

export interface CopyButtonProps {
  readonly label: string;
  readonly text: () => string;
}

/** Copies a text, and says so. */
export function CopyButton({ label, text }: CopyButtonProps): ReactNode {
  const [outcome, setOutcome] = useState("");
  useEffect(() => {
    if (outcome === "") return undefined;
    const timer = setTimeout(() => setOutcome(""), FEEDBACK_MS);
    return () => clearTimeout(timer);
  }, [outcome]);
  const onClick = (): void => {
    navigator.clipboard.writeText(text()).then(
      () => setOutcome("Copied"),
      () => setOutcome("The browser refused"),
    );
  };
  return (
    <span className="copy">
      <span className="note" role="status">
        {outcome}
      </span>
      <button type="button" onClick={onClick}>
        {label}
      </button>
    </span>
  );
}
