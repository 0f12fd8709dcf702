import type { ReactNode } from "react";
import { byteSize } from "../view/bytes-text.js";

export interface ChosenFileProps {
  readonly file: File;
  readonly onRemove: () => void;
}

/** The file that the bytes come from. */
export function ChosenFile({ file, onRemove }: ChosenFileProps): ReactNode {
  return (
    <div className="chosen-file">
      <span className="file-name">{file.name}</span>
      <span className="note">{byteSize(file.size)}</span>
      <button type="button" onClick={onRemove}>
        Remove
      </button>
    </div>
  );
}
