import { OTHER_PERSON, PERSON_HEADER } from "@/lib/api/person-header";

/** `ended`: the sign-in of this browser is over; `other`: somebody else is signed in to it now, which a page cannot undo. */
export type Presence = "here" | "ended" | "other";

/**
 * Whether the person for whom this page was made is still signed in, as the answers to its requests tell. Each request
 * names that person, and the server refuses it when the session is somebody else's.
 */
export function createPresence() {
  const listeners = new Set<() => void>();
  const checks = new Set<() => void>();
  const returns = new Set<() => void>();
  let person: string | null = null;
  let state: Presence = "here";
  let changes = 0;

  const set = (next: Presence) => {
    if (state === next || state === "other") return;
    const returned = state === "ended" && next === "here";
    state = next;
    changes += 1;
    for (const listener of [...listeners]) listener();
    if (returned) for (const listener of [...returns]) listener();
  };
  const on = (set: Set<() => void>) => (listener: () => void) => {
    set.add(listener);
    return () => void set.delete(listener);
  };

  return {
    /** The page is that person's. @returns what ends it */
    begin(userId: string): () => void {
      [person, state] = [encodeURIComponent(userId), "here"];
      // What was asked for somebody before says nothing of this person.
      changes += 1;
      return () => {
        person = null;
      };
    },
    /** Whose page it is, as requests name them; null before that is known. */
    person: (): string | null => person,
    /** What a request carries. */
    headers: (): Record<string, string> => (person === null ? {} : { [PERSON_HEADER]: person }),
    /** To be called when a request begins. @returns what to give the answer to */
    asking(): (answer: Pick<Response, "ok" | "status" | "headers">) => void {
      const since = changes;
      return (answer) => {
        // Asked before the last change, an answer says how it was and not how it is.
        if (person === null || since !== changes) return;
        if (answer.status === 401) set(answer.headers.get(PERSON_HEADER) === OTHER_PERSON ? "other" : "ended");
        else if (answer.ok) set("here");
      };
    },
    /** A stream was closed because its session is over. */
    ended: (): void => {
      if (person !== null) set("ended");
    },
    getState: (): Presence => state,
    subscribe: on(listeners),
    /** Calls back when the person is signed in again. @returns how to end that */
    onReturn: on(returns),
    /** Calls back when it is time to ask the server. @returns how to end that */
    onCheck: on(checks),
    /** It may have changed: has the server asked. */
    check: (): void => {
      for (const listener of [...checks]) listener();
    },
  };
}

/** Of this page. */
export const presence = createPresence();
