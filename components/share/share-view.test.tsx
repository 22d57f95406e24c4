import { describe, expect, it, vi } from "vitest";
import type { SharedMessage } from "@/lib/db/schema";
import { render } from "../testing/render";
import { ShareView } from "./share-view";

vi.mock("next/navigation", () => ({ useRouter: () => ({ refresh: () => undefined }) }));

const props = { title: "Trip", agentName: "Helper", sharedAt: "2025-01-31T09:05:00Z" };
const show = async (messages: SharedMessage[], extra: Partial<typeof props> = {}, locale: "en" | "ja" = "en") =>
  (await render(<ShareView {...props} {...extra} messages={messages} />, locale)).host;

describe("a shared conversation", () => {
  it("shows who said what, which tools were used, and that it is a copy of some day", async () => {
    const host = await show([
      { role: "user", text: "Where\n\nto?", tools: [] },
      { role: "assistant", text: "", tools: ["calculate", "lookup"] },
      { role: "assistant", text: "**Kyoto**", tools: [] },
    ]);
    expect(host.querySelector("h1")?.textContent).toBe("Trip");
    expect(host.querySelector('[data-testid="share-note"]')?.textContent).toContain("as it was on January 31, 2025");
    expect(host.querySelector("time")?.dateTime).toBe(props.sharedAt);
    expect([...host.querySelectorAll("h2")].map((heading) => heading.textContent)).toEqual([
      "Person",
      "Helper",
      "Helper",
    ]);
    expect(host.querySelector('[data-testid="shared-user"] p')?.textContent).toBe("Where\n\nto?");
    expect([...host.querySelectorAll("li")].map((item) => item.textContent)).toEqual(["Calculation", "Tool: lookup"]);
    expect(host.querySelector("strong")?.textContent).toBe("Kyoto");
  });

  it("is dated by the reader's own day", async () => {
    const options = Intl.DateTimeFormat.prototype.resolvedOptions;
    const spy = vi.spyOn(Intl.DateTimeFormat.prototype, "resolvedOptions").mockImplementation(function (
      this: Intl.DateTimeFormat,
    ) {
      return { ...options.call(this), timeZone: "Asia/Tokyo" };
    });
    const host = await show([], { sharedAt: "2025-01-31T20:05:00Z" });
    spy.mockRestore();
    expect(host.querySelector("time")?.textContent).toBe("February 1, 2025");
    expect(host.querySelector('[data-testid="share-note"]')?.textContent).toContain("as it was on February 1, 2025");
  });

  it("is in Japanese in Japanese, and has a name without one", async () => {
    const host = await show([{ role: "user", text: "やあ", tools: [] }], { title: "", agentName: "助手" }, "ja");
    expect(host.querySelector("h1")?.textContent).toBe("無題の会話");
    expect(host.textContent).toContain("助手との会話");
    expect(host.textContent).toContain("2025年1月31日");
  });

  it("loads nothing, runs nothing and leads nowhere unsafe, whoever wrote it", async () => {
    const hostile =
      "![x](https://evil.example/?q=1) [a](javascript:alert(1)) [b](https://ok.example) <img src=x onerror=alert(1)> <script>alert(1)</script>";
    const host = await show(
      [
        { role: "user", text: hostile, tools: [] },
        { role: "assistant", text: hostile, tools: [hostile] },
      ],
      { title: hostile, agentName: hostile },
    );
    expect(host.querySelectorAll("img, script, iframe, object, embed, form, [onerror]")).toHaveLength(0);
    const links = [...host.querySelectorAll<HTMLAnchorElement>("a[href]")].map((link) => link.getAttribute("href"));
    expect(links).toEqual(["#main", "/", "https://ok.example/"]);
    expect(host.querySelector<HTMLAnchorElement>('a[href^="https"]')?.rel).toContain("noreferrer");
  });

  it("has nothing to write with", async () => {
    const host = await show([{ role: "assistant", text: "x", tools: [] }]);
    expect(host.querySelectorAll("textarea, input, [contenteditable]")).toHaveLength(0);
  });
});
