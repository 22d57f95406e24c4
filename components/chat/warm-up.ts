/** The server lets a session be started ahead once in its idle time; asked for more often it would only be work. */
const EVERY_MS = 10 * 60 * 1000;

type Ports = {
  /** Has the server start it; what comes of it concerns nobody here. */
  ask: () => void;
  /** The page is in view, has a connection, and its person is signed in. */
  mayAsk: () => boolean;
  now: () => number;
};

export type WarmUp = {
  /** A message is likely to come: asks now, or as soon as that may be. */
  soon: () => void;
  /** Something may have changed that stood in the way. */
  look: () => void;
};

/** Asks for an agent to be there before its message comes. Nobody is told of it, also not when it does not work. */
export function createWarmUp({ ask, mayAsk, now }: Ports): WarmUp {
  let asked = Number.NEGATIVE_INFINITY;
  let waits = false;
  const look = () => {
    if (!waits || !mayAsk()) return;
    waits = false;
    asked = now();
    ask();
  };
  return {
    soon: () => {
      if (now() - asked < EVERY_MS) return;
      waits = true;
      look();
    },
    look,
  };
}
