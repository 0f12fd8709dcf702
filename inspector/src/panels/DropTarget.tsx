import { type DragEvent, type ReactNode, useRef, useState } from "react";

export interface DropTargetProps {
  readonly children: ReactNode;
  readonly onFile: (file: File) => void;
}

/** The whole page takes a file. */
export function DropTarget({ children, onFile }: DropTargetProps): ReactNode {
  const [isOver, setOver] = useState(false);
  // Every element on the way tells of its own entering and leaving.
  const depth = useRef(0);
  const step = (by: number) => (event: DragEvent) => {
    if (!event.dataTransfer.types.includes("Files")) return;
    event.preventDefault();
    depth.current += by;
    setOver(depth.current > 0);
  };
  const onDrop = (event: DragEvent): void => {
    event.preventDefault();
    depth.current = 0;
    setOver(false);
    const [file] = event.dataTransfer.files;
    if (file !== undefined) onFile(file);
  };
  return (
    <div
      className="page"
      onDragEnter={step(1)}
      onDragOver={step(0)}
      onDragLeave={step(-1)}
      onDrop={onDrop}
    >
      {children}
      {isOver && <div className="drop-hint">Drop the file: a stream, or a capture of packets</div>}
    </div>
  );
}
