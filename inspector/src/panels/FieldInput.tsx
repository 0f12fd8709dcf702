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
  const id = useId();
  const hint = problem ?? field.hint ?? "";
  if (field.input === "flag") return <FlagInput {...props} />;
  return (
    <div className="field" title={field.hint} onFocus={() => props.onHint(hint)}>
      <label htmlFor={id}>{field.label}</label>
      {field.input === "choice" ? (
        <ChoiceInput {...props} id={id} />
      ) : (
        <TextField {...props} id={id} />
      )}
      <span
        id={hintOf(id)}
        className={problem === undefined ? "unseen" : "problem"}
        aria-live="polite"
      >
        {hint}
      </span>
    </div>
  );
}

interface ControlProps extends FieldInputProps {
  readonly id: string;
}

function hintOf(id: string): string {
  return `${id}-hint`;
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

function ChoiceInput({ id, field, text, onText }: ControlProps): ReactNode {
  const value = text === "" ? field.byDefault : text;
  return (
    <select
      id={id}
      value={value}
      aria-describedby={hintOf(id)}
      onChange={({ target }) => onText(target.value)}
    >
      {field.choices?.map((choice) => (
        <option key={choice}>{choice}</option>
      ))}
    </select>
  );
}

function TextField({ id, field, text, problem, onText }: ControlProps): ReactNode {
  const isNumber = field.input === "integer";
  return (
    <input
      id={id}
      type={isNumber ? "number" : "text"}
      min={field.range?.[0]}
      max={field.range?.[1]}
      value={text}
      placeholder={field.byDefault === "" ? (isNumber ? "auto" : "none") : field.byDefault}
      spellCheck={false}
      autoComplete="off"
      aria-invalid={problem !== undefined}
      aria-describedby={hintOf(id)}
      onChange={({ target }) => onText(target.value)}
    />
  );
}
