import { type ReactNode, useState } from "react";
import { Gaps } from "./capture/gaps.js";
import { BytesPanel } from "./panels/BytesPanel.js";
import { CodePanel } from "./panels/CodePanel.js";
import { DropTarget } from "./panels/DropTarget.js";
import { FaultBanner } from "./panels/FaultBanner.js";
import { FrameDetail } from "./panels/FrameDetail.js";
import { FramingPanel } from "./panels/FramingPanel.js";
import { InputPanel } from "./panels/InputPanel.js";
import { PageHeader } from "./panels/PageHeader.js";
import { StatusLine } from "./panels/StatusLine.js";
import { type Backstage, usePage } from "./state/page.js";
import { FramesTable } from "./view/FramesTable.js";

export function App(backstage: Backstage): ReactNode {
  const page = usePage(backstage);
  const { snapshot, selection, capture } = page;
  const [isOneFrame, setOneFrame] = useState(false);
  const onFile = (file: File): void => page.setInput({ kind: "file", file });
  const onJump = (position: number): void => {
    setOneFrame(false);
    selection.selectByte(position);
  };
  return (
    <DropTarget onFile={onFile}>
      <PageHeader />
      <div className="columns">
        <aside className="side" aria-label="Stream and framing">
          <InputPanel {...page} onJump={onJump} />
          <FramingPanel choice={page.choice} resolved={page.resolved} onChoice={page.setChoice} />
          <CodePanel resolved={page.resolved} />
        </aside>
        <main className="results">
          <StatusLine snapshot={snapshot} capture={capture} />
          <FaultBanner snapshot={snapshot} onJump={onJump} />
          <FramesTable
            snapshot={snapshot}
            selected={selection.frame}
            onSelect={selection.selectFrame}
          />
          <FrameDetail snapshot={snapshot} frame={selection.frame} />
          <BytesPanel
            snapshot={snapshot}
            gaps={capture.stream?.gaps ?? Gaps.NONE}
            selection={selection}
            isOneFrame={isOneFrame}
            onOneFrame={setOneFrame}
          />
        </main>
      </div>
    </DropTarget>
  );
}
