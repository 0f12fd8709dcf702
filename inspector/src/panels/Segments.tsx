import { type ReactNode, useId } from "react";

export interface SegmentsProps<Option extends string> {
  readonly label: string;
  readonly options: readonly Option[];
  readonly chosen: Option;
  readonly onChoose: (option: Option) => void;
  /** What an option is called, if not by its own name. */
  readonly names?: Readonly<Partial<Record<Option, string>>>;
}

/** A few options side by side, one of them chosen: radio buttons, with their keys. */
export function Segments<Option extends string>(props: SegmentsProps<Option>): ReactNode {
  const { label, options, chosen, onChoose, names } = props;
  const group = useId();
  return (
    <fieldset className="segments">
      <legend className="unseen">{label}</legend>
      {options.map((option) => (
        <label key={option}>
          <input
            type="radio"
            className="unseen"
            name={group}
            checked={option === chosen}
            onChange={() => onChoose(option)}
          />
          <span>{names?.[option] ?? option}</span>
        </label>
      ))}
    </fieldset>
  );
}
