import type { ModelStreamEvent } from "@strands-agents/sdk";

/**
 * Puts the end of each content block where it belongs, one block after another.
 *
 * Strands' OpenAI model starts the second of two parallel tool calls before it has ended the first, and ends both at the
 * last chunk; whoever builds messages from that keeps only the last call, and loses a text before it. Both Strands' own
 * aggregation and the AG-UI adapter do. Providers that keep to the order pass through unchanged.
 *
 * @returns a function that gives, for each event of a model's stream, the events to pass on in its place
 */
export function blockOrder(): (event: ModelStreamEvent) => ModelStreamEvent[] {
  let isOpen = false;
  return (event) => {
    switch (event.type) {
      case "modelContentBlockStartEvent": {
        const wasOpen = isOpen;
        isOpen = true;
        return wasOpen ? [{ type: "modelContentBlockStopEvent" }, event] : [event];
      }
      case "modelContentBlockDeltaEvent":
        isOpen = true;
        return [event];
      case "modelContentBlockStopEvent": {
        const wasOpen = isOpen;
        isOpen = false;
        return wasOpen ? [event] : [];
      }
      default:
        return [event];
    }
  };
}
