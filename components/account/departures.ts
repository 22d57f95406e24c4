const REASONS = ["signed-out", "erased"] as const;

/** Why a person comes to the sign-in page from a page of theirs. */
export type Leaving = (typeof REASONS)[number];

export function isLeaving(value: unknown): value is Leaving {
  return REASONS.some((reason) => reason === value);
}

/** The part of `BroadcastChannel` that this needs. */
type Channel = {
  postMessage(message: unknown): void;
  addEventListener(type: "message", listener: (event: { data: unknown }) => void): void;
  close(): void;
};

/**
 * Tells a person's other tabs in this browser that they have left, and hears it from those. Only for leaving on purpose:
 * a sign-in that ends by itself leaves every tab as it is.
 *
 * @param open throws where there is no such channel; the other tabs then learn of the end from the server, as they do of any
 */
export function createDepartures(open: () => Channel = () => new BroadcastChannel("departures")) {
  // One for both ways: what is told on a channel is heard on all but itself, and a page must not follow itself out.
  let own: { channel: Channel; person: string } | null = null;
  return {
    /** Calls back when that person, to whom this page belongs, has left in another tab. @returns what ends that */
    hear(person: string, left: (why: Leaving) => void): () => void {
      try {
        const channel = open();
        const mine = { channel, person };
        own = mine;
        channel.addEventListener("message", ({ data }) => {
          if (typeof data !== "object" || data === null) return;
          const why: unknown = Reflect.get(data, "why");
          if (Reflect.get(data, "person") === person && isLeaving(why)) left(why);
        });
        return () => {
          channel.close();
          if (own === mine) own = null;
        };
      } catch {
        return () => undefined;
      }
    },
    /** The person of this page has left. */
    tell: (why: Leaving): void => own?.channel.postMessage({ person: own.person, why }),
  };
}

/** Of this page. */
export const departures = createDepartures();
