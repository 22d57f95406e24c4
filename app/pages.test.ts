import { randomUUID } from "node:crypto";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, it, vi } from "vitest";

// proxy.ts is no boundary: each page asks for itself who is there, whatever has or has not run before it
// (CVE-2025-29927 and the proxy bypasses of May 2026).

const asked = vi.hoisted(() => ({ who: 0, database: 0, user: (): Promise<unknown> => Promise.resolve(null) }));
vi.mock("next/headers", () => ({ cookies: async () => new Map() }));
vi.mock("@/lib/auth/session", () => ({
  currentUser: () => {
    asked.who += 1;
    return asked.user();
  },
}));
vi.mock("@/lib/config", () => ({
  getConfig: () => ({ sharePublic: false, agents: [], streamMode: "sse", runMaxMs: 60_000 }),
}));
vi.mock("@/lib/db/client", () => ({
  database: async () => {
    asked.database += 1;
    throw new Error("nobody's data was asked for");
  },
}));
vi.mock("next-intl/server", () => ({ getLocale: async () => "en", getTranslations: async () => (key: string) => key }));
vi.mock("@/components/chat/show-chat", () => ({ ShowChat: () => null }));
vi.mock("@/components/share/share-view", () => ({ ShareView: () => null }));

/** Pages for people who are not signed in. */
const FOR_ALL = ["signin/page.tsx"];

type Page = (props: Record<"params" | "searchParams", Promise<Record<string, string>>>) => Promise<unknown>;
const files = readdirSync(import.meta.dirname, { recursive: true, encoding: "utf8" }).filter((file) =>
  /(^|\/)page\.tsx$/.test(file),
);
const closed = files.filter((file) => !FOR_ALL.includes(file));

async function open(file: string): Promise<string> {
  const { default: page } = (await import(/* @vite-ignore */ join(import.meta.dirname, file))) as { default: Page };
  const id = randomUUID();
  const names = [...file.matchAll(/\[(\w+)\]/g)].map((match) => [match[1], id]);
  try {
    await page({ params: Promise.resolve(Object.fromEntries(names)), searchParams: Promise.resolve({}) });
    return "shown";
  } catch (error) {
    return (error as { digest?: string }).digest ?? String(error);
  }
}

beforeEach(() => {
  Object.assign(asked, { who: 0, database: 0, user: () => Promise.resolve(null) });
});

it("finds the pages", () => {
  expect(closed.length).toBeGreaterThanOrEqual(3);
  expect(files).toEqual(expect.arrayContaining(FOR_ALL));
});

describe.each(closed)("%s", (file) => {
  it("sends who is not signed in to the sign-in page, and reads nothing for them", async () => {
    expect(await open(file)).toMatch(/^NEXT_REDIRECT;replace;\/signin\?callbackUrl=%2F/);
    expect(asked.who).toBeGreaterThan(0);
    expect(asked.database).toBe(0);
  });

  it("is not shown when it cannot be known who is there", async () => {
    asked.user = () => Promise.reject(new Error("the database is down"));
    expect(await open(file)).toBe("Error: the database is down");
  });
});
