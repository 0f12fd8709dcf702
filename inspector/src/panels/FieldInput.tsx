import { type ReactNode, useId } from "react";
import type { Field } from "../framing/form.js";

export interface FieldInputProps {
  readonly field: Field;
  /** As typed; empty is the default. */
  readonly text: string;
  readonly problem: string | undefined;
  readonly onText: (text: string) => void;
  /** Tells of the field that has the focus. */
  readonly onHint: (hint: string) => void;
}

/** One option of a framing, with its hint and what is wrong with it. */
export function FieldInput(props: FieldInputProps): ReactNode {
  const { field, problem } = props;
  const hintId = useId();
  const hint = problem ?? field.hint ?? "";
  if (field.input === "flag") return <FlagInput {...props} />;
  return (
    <label className="field" title={field.hint} onFocus={() => props.onHint(hint)}>
      <span>{field.label}</span>
      {field.input === "choice" ? (
        <ChoiceInput {...props} />
      ) : (
        <TextField {...props} describedBy={hintId} />
      )}
      <span id={hintId} className={problem === undefined ? "unseen" : "problem"} aria-live="polite">
        {hint}
      </span>
    </label>
  );
}

function FlagInput({ field, text, onText }: FieldInputProps): ReactNode {
  const isOn = (text === "" ? field.byDefault : text) === "true";
  return (
    <label className="field flag">
      <input
        type="checkbox"
        checked={isOn}
        onChange={({ target }) => onText(String(target.checked))}
      />
      <span>{field.label}</span>
    </label>
  );
}

function ChoiceInput({ field, text, onText }: FieldInputProps): ReactNode {
  const value = text === "" ? field.byDefault : text;
  return (
    <select value={value} onChange={({ target }) => onText(target.value)}>
      {field.choices?.map((choice) => (
        <option key={choice}>{choice}</option>
      ))}
    </select>
  );
}

function TextField(props: FieldInputProps & { readonly describedBy: string }): ReactNode {
  const { field, text, problem, onText, describedBy } = props;
  const isNumber = field.input === "integer";
  return (
    <input
      type={isNumber ? "number" : "text"}
      min={field.range?.[0]}
      max={field.range?.[1]}
      value={text}
      placeholder={field.byDefault === "" ? (isNumber ? "auto" : "none") : field.byDefault}
      spellCheck={false}
      autoComplete="off"
      aria-invalid={problem !== undefined}
      aria-describedby={describedBy}
      onChange={({ target }) => onText(target.value)}
    />
  );
}
