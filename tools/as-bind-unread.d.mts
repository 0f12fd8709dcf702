import type { Plugin } from "rolldown";

export function withoutUnread(code: string): string;
export const asBindUnread: Plugin;
