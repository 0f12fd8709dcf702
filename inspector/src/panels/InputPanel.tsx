import { type ChangeEvent, type ReactNode, useId, useRef } from "react";
import type { CaptureSnapshot } from "../capture/capture.js";
import { SAMPLES } from "../input/samples.js";
import { type Format, FORMATS } from "../input/text.js";
import type { Choice } from "../state/choice.js";
import { sharedSample } from "../state/hash.js";
import type { Input, Source } from "../state/input.js";
import { CapturePanel } from "./CapturePanel.js";
import { ChosenFile } from "./ChosenFile.js";
import { Segments } from "./Segments.js";

export interface InputPanelProps {
  readonly input: Input;
  readonly source: Source;
  readonly capture: CaptureSnapshot;
  readonly choice: Choice;
  readonly setInput: (input: Input) => void;
  readonly setChoice: (choice: Choice) => void;
  readonly chooseStream: (stream: number) => void;
  readonly onJump: (position: number) => void;
}

/** Where the bytes come from: a text, a file or a sample. */
export function InputPanel(props: InputPanelProps): ReactNode {
  const { input, setInput } = props;
  return (
    <section className="panel" aria-labelledby="input-title">
      <div className="panel-head">
        <h2 id="input-title">Stream</h2>
        <SampleChooser {...props} />
      </div>
      {input.kind === "file" ? (
        <>
          <ChosenFile
            file={input.file}
            onRemove={() => setInput({ kind: "text", text: "", format: "auto" })}
          />
          <CapturePanel {...props} />
        </>
      ) : (
        <TextInput
          text={input.text}
          format={input.format}
          source={props.source}
          setInput={setInput}
        />
      )}
      <FileButton onFile={(file) => setInput({ kind: "file", file })} />
    </section>
  );
}

function SampleChooser({ setInput, setChoice }: InputPanelProps): ReactNode {
  const onChange = ({ target }: ChangeEvent<HTMLSelectElement>): void => {
    const sample = SAMPLES[Number(target.value)];
    if (sample === undefined) return;
    const shared = sharedSample(sample);
    setInput(shared.input);
    setChoice(shared.choice);
  };
  return (
    <select className="quiet" aria-label="Sample streams" value="" onChange={onChange}>
      <option value="" disabled>
        Samples
      </option>
      {SAMPLES.map(({ label }, i) => (
        <option key={label} value={i}>
          {label}
        </option>
      ))}
    </select>
  );
}

interface TextInputProps extends Pick<InputPanelProps, "source" | "setInput"> {
  readonly text: string;
  readonly format: Format;
}

function TextInput(props: TextInputProps): ReactNode {
  const { text, format, source, setInput } = props;
  const id = useId();
  const problem = "problem" in source ? source.problem : undefined;
  return (
    <>
      <textarea
        className="stream-text"
        aria-label="Bytes as hex or base64"
        aria-invalid={problem !== undefined}
        aria-describedby={id}
        placeholder="Paste hex, a hex dump or base64, or drop a file anywhere"
        spellCheck={false}
        autoComplete="off"
        rows={6}
        value={text}
        onChange={({ target }) => setInput({ kind: "text", text: target.value, format })}
      />
      <div className="row">
        <Segments
          label="Format of the text"
          options={FORMATS}
          chosen={format}
          onChoose={(next) => setInput({ kind: "text", text, format: next })}
        />
        <span id={id} className={problem === undefined ? "note" : "problem"} aria-live="polite">
          {"problem" in source ? source.problem : source.note}
        </span>
      </div>
    </>
  );
}

function FileButton({ onFile }: { onFile: (file: File) => void }): ReactNode {
  const chooser = useRef<HTMLInputElement>(null);
  const onChange = ({ target }: ChangeEvent<HTMLInputElement>): void => {
    const file = target.files?.[0];
    if (file !== undefined) onFile(file);
    // The same file can be chosen again.
    target.value = "";
  };
  return (
    <div className="row">
      <button type="button" onClick={() => chooser.current?.click()}>
        Choose a file …
      </button>
      <span className="note">or drop one anywhere</span>
      <input ref={chooser} type="file" hidden data-testid="file" onChange={onChange} />
    </div>
  );
}
