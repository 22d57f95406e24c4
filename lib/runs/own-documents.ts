import { type BaseEvent, EventType, type Message } from "@ag-ui/core";
import { MAX_EVENT_CHARS, MAX_RUN_CHARS } from "../agentcore/event-limits";
import { isRecord } from "../json-text";
import { measure } from "./json-measure";
import { applyJsonPatch, TooMuch } from "./json-patch";
import { DoesNotApply } from "./json-pointer";

type Loose = BaseEvent & Record<string, unknown>;
/** `size`: its characters at most. */
type Document = { content: unknown; size: number };

/**
 * The documents that a run's agent patches, its state and its activities, so that a patch is judged before anybody else
 * applies it. Sent values are few and limited already; what patches copy counts as if it had been sent.
 */
export function createOwnDocuments(initialState: unknown) {
  let state = documentOf(initialState);
  const activities = new Map<string, Document>();
  let grown = 0;

  const grow = (by: number) => {
    grown += by;
    if (grown > MAX_RUN_CHARS)
      throw new TooMuch(`what the agent sent has grown by more than ${MAX_RUN_CHARS} characters`);
  };
  const patched = (before: Document, patch: unknown): Document | null => {
    try {
      const { document, added, copied } = applyJsonPatch(before.content, patch, before.size);
      grow(copied);
      const size = before.size + added;
      const after = size > MAX_EVENT_CHARS ? documentOf(document) : { content: document, size };
      if (after.size > MAX_EVENT_CHARS) throw new TooMuch(`a patch makes a document of ${after.size} characters`);
      return after;
    } catch (error) {
      if (error instanceof DoesNotApply) return null;
      throw error;
    }
  };

  return {
    /**
     * Takes an event of the run into account.
     *
     * @returns false for a patch that does not apply: it changes nothing, and AG-UI's reducer would log the document
     * @throws TooMuch when the run has to end
     */
    see(event: BaseEvent): boolean {
      const { snapshot, delta, messageId, content, replace, patch } = event as Loose;
      const id = String(messageId);
      switch (event.type) {
        case EventType.STATE_SNAPSHOT:
          state = documentOf(snapshot);
          return true;
        case EventType.STATE_DELTA: {
          const next = patched(state, delta);
          state = next ?? state;
          return next !== null;
        }
        case EventType.ACTIVITY_SNAPSHOT:
          if (replace !== false || !activities.has(id)) activities.set(id, documentOf(content));
          return true;
        case EventType.ACTIVITY_DELTA: {
          const before = activities.get(id);
          const next = before ? patched(before, patch ?? []) : null;
          // Anything else is no activity: a page that is sent one refuses the whole conversation.
          if (!next || !isRecord(next.content)) return false;
          activities.set(id, next);
          return true;
        }
        default:
          return true;
      }
    },
    /**
     * Takes a joined snapshot into account: it repeats what the run has said, however little the agent sent for it.
     *
     * @throws TooMuch when the run has to end
     */
    seeSnapshot(joined: readonly Message[], fromAgent: readonly Message[]): void {
      grow(Math.max(0, measure(joined).size - measure(fromAgent).size));
      for (const one of joined) if (one.role === "activity") activities.set(one.id, documentOf(one.content));
    },
  };
}

function documentOf(content: unknown): Document {
  return { content, size: measure(content).size };
}
