import type { Page } from "playwright-core";

/** Notes all that the status line says from now on: some of it is gone before anybody could look. */
export function recordStatus(page: Page): Promise<void> {
  return page.evaluate(() => {
    const statuses: string[] = [];
    Object.assign(window, { statuses });
    const look = (): void => {
      const said = document.querySelector(".status > [role=status]")?.textContent ?? "";
      if (said !== statuses.at(-1)) statuses.push(said);
    };
    new MutationObserver(look).observe(document.body, {
      subtree: true,
      childList: true,
      characterData: true,
    });
  });
}

export function statusesOf(page: Page): Promise<string[]> {
  return page.evaluate(() => (window as unknown as { statuses: string[] }).statuses);
}
