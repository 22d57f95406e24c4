import type { JSONValue, ToolContext } from "@strands-agents/sdk";
import { z } from "zod";
import { askConsent } from "../interrupts/consent.ts";

export const calendarSpec = {
  name: "connect_calendar",
  description: "Connects the person's calendar. They are asked for their consent where the calendar is kept.",
  inputSchema: z.object({}),
  needsConsent: true,
};

const PROVIDER = "Demo Calendar";

/** Stands in for a tool behind AgentCore Identity: it asks as such a tool does, and connects nothing. */
export function connectCalendar(url: string, canAsk: boolean, context: ToolContext | undefined): JSONValue {
  askConsent(context, canAsk, { url, provider: PROVIDER });
  return { connected: true, provider: PROVIDER };
}
