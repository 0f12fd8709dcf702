import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./App.js";
import { Capture } from "./capture/capture.js";
import { Inspection } from "./decode/inspection.js";
import "./styles/theme.css";
import "./styles/page.css";
import "./styles/controls.css";
import "./styles/panels.css";
import "./styles/capture.css";
import "./styles/status.css";
import "./styles/frames.css";
import "./styles/bytes.css";

const worker = new Worker(new URL("./decode/worker.ts", import.meta.url), { type: "module" });
const inspection = new Inspection(worker);
const captures = new Capture(
  () => new Worker(new URL("./capture/worker.ts", import.meta.url), { type: "module" }),
);
const root = document.getElementById("root");
if (root === null) throw new Error('"root" expected in the page, got none');

createRoot(root).render(
  <StrictMode>
    <App inspection={inspection} captures={captures} />
  </StrictMode>,
);
