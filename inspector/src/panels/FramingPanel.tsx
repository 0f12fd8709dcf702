import { type ChangeEvent, type ReactNode, useState } from "react";
import { FORM_KINDS, formOf, isFormKind } from "../framing/form.js";
import { PRESETS } from "../framing/presets.js";
import { BY_HAND, type Choice, choiceOf, type Resolved } from "../state/choice.js";
import { FieldInput } from "./FieldInput.js";

export interface FramingPanelProps {
  readonly choice: Choice;
  readonly resolved: Resolved;
  readonly onChoice: (choice: Choice) => void;
}

/** Chooses a preset, or sets the options of a framing. */
export function FramingPanel(props: FramingPanelProps): ReactNode {
  const { choice, resolved } = props;
  const { draft } = choice;
  const problem = "problem" in resolved && resolved.field === undefined ? resolved.problem : "";
  return (
    <section className="panel framing" aria-labelledby="framing-title">
      <h2 id="framing-title">Framing</h2>
      <div className="choosers">
        <PresetChooser {...props} />
        {draft !== undefined && <KindChooser {...props} />}
      </div>
      {draft === undefined ? (
        <p className="note">
          The framing of this stream changes on the way. It cannot be set here; its declaration is
          below.
        </p>
      ) : (
        <OptionFields {...props} />
      )}
      {problem !== "" && (
        <p className="problem" role="alert">
          {problem}
        </p>
      )}
    </section>
  );
}

function PresetChooser({ choice, onChoice }: FramingPanelProps): ReactNode {
  const onChange = ({ target }: ChangeEvent<HTMLSelectElement>): void => {
    const byHand = { ...choice, preset: "", draft: choice.draft ?? BY_HAND.draft };
    onChoice(target.value === "" ? byHand : choiceOf(target.value));
  };
  return (
    <label className="field">
      <span>Preset</span>
      <select value={choice.preset} onChange={onChange}>
        <option value="">By hand</option>
        {PRESETS.map(({ name }) => (
          <option key={name}>{name}</option>
        ))}
      </select>
    </label>
  );
}

function KindChooser({ choice, onChoice }: FramingPanelProps): ReactNode {
  const onChange = ({ target }: ChangeEvent<HTMLSelectElement>): void => {
    const { value } = target;
    if (isFormKind(value)) onChoice({ preset: "", draft: { kind: value, values: {} } });
  };
  return (
    <label className="field">
      <span>Kind</span>
      <select value={choice.draft?.kind} onChange={onChange}>
        {FORM_KINDS.map((kind) => (
          <option key={kind} value={kind}>
            {formOf(kind).label}
          </option>
        ))}
      </select>
    </label>
  );
}

function OptionFields({ choice, resolved, onChoice }: FramingPanelProps): ReactNode {
  const { draft } = choice;
  const [hint, setHint] = useState("");
  if (draft === undefined) return null;
  const { fields, summary } = formOf(draft.kind);
  const blamed = "problem" in resolved ? resolved : undefined;
  return (
    <>
      <p className="note hint" aria-hidden={hint !== ""}>
        {hint === "" ? summary : hint}
      </p>
      <div className="fields" onBlur={() => setHint("")}>
        {fields.map((field) => (
          <FieldInput
            key={`${draft.kind} ${field.name}`}
            field={field}
            text={draft.values[field.name] ?? ""}
            problem={blamed?.field === field.name ? blamed.problem : undefined}
            onHint={setHint}
            onText={(text) => {
              const values = { ...draft.values, [field.name]: text };
              onChoice({ preset: "", draft: { ...draft, values } });
            }}
          />
        ))}
      </div>
    </>
  );
}
