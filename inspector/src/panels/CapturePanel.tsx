import type { ReactNode } from "react";
import type { CapturedStream, CaptureSnapshot } from "../capture/capture.js";
import type { StreamRow } from "../capture/messages.js";
import { passedOver, packetsAndStreams } from "../capture/notes.js";
import { presetOf } from "../capture/ports.js";
import { type Choice, choiceOf } from "../state/choice.js";
import { byteSize, count } from "../view/bytes-text.js";
import { StreamList } from "./StreamList.js";

/** Gaps that have a button of their own. */
const GAPS_SHOWN = 4;

export interface CapturePanelProps {
  readonly capture: CaptureSnapshot;
  readonly choice: Choice;
  readonly setChoice: (choice: Choice) => void;
  readonly chooseStream: (stream: number) => void;
  readonly onJump: (position: number) => void;
}

/** The streams of a capture of packets, and what is to be known of them. */
export function CapturePanel(props: CapturePanelProps): ReactNode {
  const { capture, chooseStream } = props;
  const { phase, streams, chosen, problem } = capture;
  if (phase === "failed") return <p className="problem">Could not read the packets: {problem}.</p>;
  if (phase !== "listed") return null;
  const row = streams[chosen];
  return (
    <>
      {problem !== undefined && (
        <p className="problem" role="alert">
          {streams.length === 0 ? "Could not read the packets" : "Read in part"}: {problem}.
        </p>
      )}
      {row === undefined ? (
        <p className="note">No bytes of TCP are in this capture.</p>
      ) : (
        <>
          <StreamList streams={streams} chosen={chosen} onChoose={chooseStream} />
          <Suggestion row={row} {...props} />
          {capture.stream !== undefined && <GapNote {...props} row={row} stream={capture.stream} />}
        </>
      )}
      <p className="note">
        {packetsAndStreams(capture)} {passedOver(capture)}
      </p>
    </>
  );
}

interface SuggestionProps extends Pick<CapturePanelProps, "choice" | "setChoice"> {
  readonly row: StreamRow;
}

/** The preset that belongs to the port of the server. */
function Suggestion({ row, choice, setChoice }: SuggestionProps): ReactNode {
  const { serverPort, isFromClient, hasStart } = row;
  const preset = presetOf(serverPort, isFromClient, hasStart);
  if (preset === undefined) return null;
  const isChosen = choice.preset === preset;
  return (
    <div className="row suggestion">
      <span className="note">
        Port {serverPort}: {isChosen ? `framed as ${preset}` : `probably ${preset}`}
      </span>
      {!isChosen && (
        <button type="button" onClick={() => setChoice(choiceOf(preset))}>
          Use {preset}
        </button>
      )}
    </div>
  );
}

interface GapNoteProps extends Pick<CapturePanelProps, "onJump"> {
  readonly row: StreamRow;
  readonly stream: CapturedStream;
}

/** Where bytes are missing, and how many. */
function GapNote({ row, stream: { gaps }, onJump }: GapNoteProps): ReactNode {
  const more = gaps.length - GAPS_SHOWN;
  return (
    <>
      {gaps.length > 0 && (
        <div className="gaps">
          <p className="note">Not captured, and decoded as zeros:</p>
          {gaps.first(GAPS_SHOWN).map(({ position, bytes }) => (
            <button key={position} type="button" onClick={() => onJump(position)}>
              {count(bytes)} B at {count(position)}
            </button>
          ))}
          {more > 0 && <span className="note">and {count(more)} more</span>}
        </div>
      )}
      {row.leftOut > 0 && (
        <p className="note">
          {byteSize(row.leftOut)} are left out: a stream is shown up to 1 GiB, with up to 16 MiB
          missing.
        </p>
      )}
    </>
  );
}
