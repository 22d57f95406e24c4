import { CircleOff } from "lucide-react";
import { cx } from "../ui/cx";
import type { ChatAgent } from "./agent";

/** An agent's icon, or the first letter of its name; null stands for one that is gone. To those who hear the page it says nothing. */
export function AgentMark({ agent, className }: { agent: ChatAgent | null; className?: string }) {
  return (
    <span
      aria-hidden="true"
      data-testid="agent-mark"
      className={cx(
        "flex shrink-0 items-center justify-center leading-none select-none",
        agent !== null && !agent.icon && "rounded-md bg-accent-soft font-semibold text-accent uppercase",
        className,
      )}
    >
      {agent === null ? <CircleOff className="size-3/4 text-muted" /> : (agent.icon ?? [...agent.name.trim()][0])}
    </span>
  );
}
