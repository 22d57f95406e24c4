import { type AGUIEvent, EventSchemas, EventType, type Interrupt, type Message, type ResumeEntry } from "@ag-ui/core";

type Told = { events: AGUIEvent[]; interrupts: Interrupt[]; results: unknown[]; text: string; error?: string };

/** A thread as a client keeps it: the messages and the state that the last snapshots told. It outlives any agent. */
export function conversation(threadId: string = crypto.randomUUID(), token?: string) {
  const kept = {
    threadId,
    messages: [] as Message[],
    state: {} as Record<string, unknown>,
    /** The titles on the task list. */
    tasks: () => (Array.isArray(kept.state.tasks) ? kept.state.tasks.map((task: { title: string }) => task.title) : []),

    /** Sends a run with the whole history. */
    async run(url: string, more: Record<string, unknown> = {}): Promise<Told> {
      const input = { threadId, runId: crypto.randomUUID(), messages: kept.messages, state: kept.state };
      const response = await fetch(`${url}/invocations`, {
        method: "POST",
        headers: { "content-type": "application/json", ...(token && { authorization: `Bearer ${token}` }) },
        body: JSON.stringify({ ...input, tools: [], context: [], forwardedProps: {}, ...more }),
      });
      const frames = (await response.text()).split("\n\n").filter((frame) => frame.startsWith("data: "));
      const events = frames.map((frame) => EventSchemas.parse(JSON.parse(frame.slice(6))) as AGUIEvent);
      return told(events);
    },

    say(url: string, text: string): Promise<Told> {
      kept.messages = [...kept.messages, { id: crypto.randomUUID(), role: "user", content: text }];
      return kept.run(url);
    },

    answer: (url: string, ...resume: ResumeEntry[]): Promise<Told> => kept.run(url, { resume }),
  };

  function told(events: AGUIEvent[]): Told {
    const result: Told = { events, interrupts: [], results: [], text: "" };
    for (const event of events) {
      if (event.type === EventType.MESSAGES_SNAPSHOT) kept.messages = event.messages;
      if (event.type === EventType.STATE_SNAPSHOT) kept.state = event.snapshot;
      if (event.type === EventType.TEXT_MESSAGE_CONTENT) result.text += event.delta;
      if (event.type === EventType.TOOL_CALL_RESULT) result.results.push(JSON.parse(String(event.content)));
      if (event.type === EventType.RUN_ERROR) result.error = event.code;
      if (event.type === EventType.RUN_FINISHED && event.outcome?.type === "interrupt")
        result.interrupts = event.outcome.interrupts;
    }
    return result;
  }
  return kept;
}

export const approve = (interrupt: Interrupt | undefined, more: object = {}): ResumeEntry => ({
  interruptId: interrupt?.id ?? "",
  status: "resolved",
  payload: { approved: true, ...more },
});
export const decline = (interrupt: Interrupt | undefined, reason?: string): ResumeEntry => ({
  interruptId: interrupt?.id ?? "",
  status: "resolved",
  payload: { approved: false, ...(reason && { reason }) },
});
export const close = (interrupt: Interrupt | undefined): ResumeEntry => ({
  interruptId: interrupt?.id ?? "",
  status: "cancelled",
});

export const TASKS = [
  { id: "t1", title: "milk", done: true },
  { id: "t2", title: "eggs", done: false },
  { id: "t3", title: "bread", done: true },
];
