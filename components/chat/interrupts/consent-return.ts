const CHANNEL = "agentcore-chat.consent";

/** Tells the person's other tabs that a consent page has sent them back. Any page may lead here, so it is news and no answer. */
export function tellReturn(): void {
  if (typeof BroadcastChannel === "undefined") return;
  const channel = new BroadcastChannel(CHANNEL);
  channel.postMessage("returned");
  channel.close();
}

/** Hears of it. @returns how to end that */
export function onReturn(listener: () => void): () => void {
  if (typeof BroadcastChannel === "undefined") return () => undefined;
  const channel = new BroadcastChannel(CHANNEL);
  channel.onmessage = listener;
  return () => channel.close();
}
