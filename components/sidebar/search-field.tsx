"use client";
import { Search, X } from "lucide-react";
import { useTranslations } from "next-intl";
import { useRef } from "react";
import { useThreadSearch } from "../threads/threads-provider";
import { isComposing } from "../ui/composing";

/** Searches the conversations while one types; Enter does not wait for a pause, Escape empties the field. */
export function SearchField() {
  const t = useTranslations("sidebar");
  const [{ query }, search] = useThreadSearch();
  const field = useRef<HTMLInputElement>(null);
  const composing = useRef(false);
  const clear = () => {
    search.clear();
    field.current?.focus();
  };
  return (
    <search className="relative mx-3 mt-2 mb-1 flex shrink-0 items-center">
      <Search size={16} aria-hidden="true" className="pointer-events-none absolute left-2.5 text-muted" />
      <input
        ref={field}
        type="search"
        data-testid="search"
        aria-label={t("search")}
        placeholder={t("search")}
        value={query}
        maxLength={200}
        autoComplete="off"
        enterKeyHint="search"
        onChange={({ target }) => (composing.current ? search.compose(target.value) : search.type(target.value))}
        onCompositionStart={() => {
          composing.current = true;
        }}
        onCompositionEnd={({ currentTarget }) => {
          composing.current = false;
          search.type(currentTarget.value);
        }}
        onKeyDown={(event) => {
          if (composing.current || isComposing(event.nativeEvent)) return;
          if (event.key === "Enter") search.submit();
          if (event.key !== "Escape" || query === "") return;
          // Only an empty field leaves Escape to the drawer.
          event.preventDefault();
          search.clear();
        }}
        className="min-h-9 w-full min-w-0 rounded-lg border border-line-strong bg-bg pr-9 pl-8.5 text-base text-ink placeholder:text-muted sm:text-sm [&::-webkit-search-cancel-button]:hidden"
      />
      {query !== "" && (
        <button
          type="button"
          aria-label={t("clearSearch")}
          title={t("clearSearch")}
          data-testid="search-clear"
          onClick={clear}
          className="absolute right-1 flex size-7 cursor-pointer items-center justify-center rounded-md text-muted hover:bg-bubble hover:text-ink"
        >
          <X size={16} aria-hidden="true" />
        </button>
      )}
    </search>
  );
}
