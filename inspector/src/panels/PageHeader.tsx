import type { ReactNode } from "react";
import { THEMES, useTheme } from "../state/theme.js";
import { Segments } from "./Segments.js";

export function PageHeader(): ReactNode {
  const [theme, setTheme] = useTheme();
  return (
    <header className="page-header">
      <h1>
        millrace <span>frame inspector</span>
      </h1>
      <p>Bytes in, frames out. Nothing leaves this page.</p>
      <Segments label="Colours" options={THEMES} chosen={theme} onChoose={setTheme} />
    </header>
  );
}
