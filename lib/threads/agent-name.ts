import "server-only";
import { findAgent } from "../agentcore/registry";
import type { Locale } from "../i18n/locale";

/** What people know a thread's agent by; one that the site no longer has keeps its id. */
export function agentName(agentId: string, locale: Locale): string {
  const name = findAgent(agentId)?.name ?? agentId;
  return typeof name === "string" ? name : name[locale];
}
