"use client";
import { Check, Search } from "lucide-react";
import { useTranslations } from "next-intl";
import { type KeyboardEvent, useEffect, useId, useRef, useState } from "react";
import { isComposing } from "../ui/composing";
import { cx } from "../ui/cx";
import type { ChatAgent } from "./agent";
import { AgentMark } from "./agent-mark";
import { findAgents } from "./find-agents";

/** With more than these one looks for a name instead of reading them all. */
const SEARCHED_ABOVE = 8;

type Props = { agents: readonly ChatAgent[]; current: string; onPick: (id: string) => void };

/**
 * The agents to choose from (WAI-ARIA: listbox, with a combobox before it where there are many). The focus stays in the field, or
 * on the list where there is none; the arrow keys move what Enter chooses.
 */
export function AgentList({ agents, current, onPick }: Props) {
  const t = useTranslations("agents");
  const id = useId();
  const isSearched = agents.length > SEARCHED_ABOVE;
  const [query, setQuery] = useState("");
  const found = findAgents(agents, query);
  const [active, setActive] = useState(current);
  const at = Math.max(
    0,
    found.findIndex((agent) => agent.id === active),
  );
  const list = useRef<HTMLDivElement>(null);
  const optionOf = (agentId: string | undefined) => (agentId === undefined ? undefined : `${id}-${agentId}`);
  const activeId = optionOf(found[at]?.id);

  useEffect(() => {
    if (activeId) document.getElementById(activeId)?.scrollIntoView?.({ block: "nearest" });
  }, [activeId]);

  const onKeyDown = (event: KeyboardEvent) => {
    if (isComposing(event.nativeEvent)) return;
    const last = found.length - 1;
    const to = { ArrowDown: at === last ? 0 : at + 1, ArrowUp: at === 0 ? last : at - 1, PageUp: 0, PageDown: last }[
      event.key
    ];
    // In a field these two move the cursor.
    const edge = isSearched ? undefined : { Home: 0, End: last }[event.key];
    const next = found[to ?? edge ?? -1];
    const chosen = event.key === "Enter" || (event.key === " " && !isSearched) ? found[at] : undefined;
    if (!next && !chosen) return;
    event.preventDefault();
    if (next) setActive(next.id);
    if (chosen) onPick(chosen.id);
  };
  const controls = { "aria-activedescendant": activeId, onKeyDown };

  return (
    <>
      {isSearched && (
        <div className="relative mb-1.5 flex shrink-0 items-center">
          <Search size={16} aria-hidden="true" className="pointer-events-none absolute left-2.5 text-muted" />
          <input
            type="text"
            role="combobox"
            data-testid="agent-search"
            aria-label={t("search")}
            aria-expanded="true"
            aria-controls={id}
            aria-autocomplete="list"
            placeholder={t("search")}
            value={query}
            maxLength={100}
            autoComplete="off"
            onChange={({ target }) => setQuery(target.value)}
            className="min-h-10 w-full rounded-lg border border-line-strong bg-bg pr-2.5 pl-8.5 text-base text-ink placeholder:text-muted sm:text-sm"
            {...controls}
          />
        </div>
      )}
      <div
        ref={list}
        id={id}
        role="listbox"
        aria-label={t("choose")}
        tabIndex={isSearched ? -1 : 0}
        className="min-h-0 overflow-y-auto overscroll-contain rounded-lg outline-none"
        {...(isSearched ? {} : controls)}
      >
        {found.map((agent, index) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the keys belong to what has the focus, the field or the list
          <div
            key={agent.id}
            id={optionOf(agent.id)}
            role="option"
            tabIndex={-1}
            aria-selected={agent.id === current}
            data-testid="agent-option"
            data-agent={agent.id}
            onPointerMove={() => setActive(agent.id)}
            onClick={() => onPick(agent.id)}
            className={cx(
              "flex min-h-11 cursor-pointer items-start gap-3 rounded-lg px-2.5 py-2",
              index === at && "bg-surface",
            )}
          >
            <AgentMark agent={agent} className="mt-0.5 size-7 text-xl" />
            <span className="min-w-0 flex-1">
              <span className="block font-medium text-ink wrap-anywhere">{agent.name}</span>
              {agent.description && <span className="line-clamp-2 text-muted wrap-anywhere">{agent.description}</span>}
            </span>
            {agent.id === current && <Check size={16} aria-hidden="true" className="mt-1 shrink-0 text-accent" />}
          </div>
        ))}
      </div>
      {isSearched && (
        <p role="status" className={cx("px-3 text-muted", found.length > 0 ? "sr-only" : "py-4 text-center")}>
          {query.trim() === "" ? "" : t("found", { count: found.length })}
        </p>
      )}
    </>
  );
}
