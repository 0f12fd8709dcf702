import { type ReactNode, useEffect, useState } from "react";
import { hasPackets } from "../input/packets.js";
import { byteSize } from "../view/bytes-text.js";

export interface ChosenFileProps {
  readonly file: File;
  readonly onRemove: () => void;
}

/** The file that the bytes come from. */
export function ChosenFile({ file, onRemove }: ChosenFileProps): ReactNode {
  const isPackets = usePackets(file);
  return (
    <>
      <div className="chosen-file">
        <span className="file-name">{file.name}</span>
        <span className="note">{byteSize(file.size)}</span>
        <button type="button" onClick={onRemove}>
          Remove
        </button>
      </div>
      {isPackets && (
        <p className="problem" role="status">
          This is a capture of packets. Save one followed TCP stream as raw bytes, and drop that.
        </p>
      )}
    </>
  );
}

/** Whether the file is a capture of packets, once that is known. */
function usePackets(file: File): boolean {
  const [packets, setPackets] = useState<File>();
  useEffect(() => {
    let isCurrent = true;
    hasPackets(file).then(
      (isPackets) => {
        if (isCurrent && isPackets) setPackets(file);
      },
      // A file that cannot be read is reported by the worker, which reads all of it.
      () => undefined,
    );
    return () => {
      isCurrent = false;
    };
  }, [file]);
  return packets === file;
}
