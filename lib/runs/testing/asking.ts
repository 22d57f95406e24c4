import { handleCopilotRequest } from "../../copilot/handler";
import { askToDelete, goOn } from "./fake-agent";
import { createBrowser, eventsOf, person, type startSite, viewIn } from "./site";

type Site = Awaited<ReturnType<typeof startSite>>;

/** Answers to what `askToDelete` asks. */
export const APPROVED = [{ interruptId: "ask-call-1", approved: true }];
export const DECLINED = [{ interruptId: "ask-call-1", approved: false, reason: "not that one" }];
export const LEFT = [{ interruptId: "ask-call-1", cancelled: true }];

export const browserOf = (scope = person("a"), options = {}) => createBrowser(handleCopilotRequest, scope, options);

/** A thread of A's whose agent waits; it goes on when it is answered. */
export async function startAsking(site: Site, options: { agentId?: string } = {}, answer = askToDelete()) {
  const browser = browserOf(person("a"), options);
  site.agent.answer = answer;
  const events = await eventsOf(await browser.send("delete it"));
  site.agent.answer = goOn();
  return { browser, events, view: viewIn(events) };
}

/** What a stream says, in short: its errors by their codes. */
export const codesOf = async (response: Response) => (await eventsOf(response)).map((one) => one.code ?? one.type);
