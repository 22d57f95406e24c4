import { act } from "react";
import { vi } from "vitest";
import type { Device } from "./account-api";

export const device = (id: string, over: Partial<Device> = {}): Device => ({
  id,
  current: false,
  browser: "Firefox",
  system: "Windows",
  address: "203.0.113.7",
  startedAt: "2026-03-01T08:00:00.000Z",
  seenAt: new Date(Date.now() - 5 * 60_000).toISOString(),
  endsAt: "2026-03-08T08:00:00.000Z",
  ...over,
});

type Answer = { status: number; body: unknown } | "offline";

/** The site's account routes: `answers` are taken in order, by "METHOD path". @returns what was asked */
export function stubSite(answers: Record<string, Answer[]>): { asked: string[]; release: () => void } {
  const asked: string[] = [];
  let release = () => {};
  vi.stubGlobal("fetch", async (path: string, init: RequestInit = {}) => {
    const call = `${init.method ?? "GET"} ${path}`;
    asked.push(typeof init.body === "string" ? `${call} ${init.body}` : call);
    const answer = answers[call]?.shift();
    if (!answer)
      await new Promise<void>((resolve) => {
        release = resolve;
      });
    if (!answer || answer === "offline") throw new TypeError("offline");
    return Response.json(answer.body, { status: answer.status });
  });
  return { asked, release: () => release() };
}

export function stubDialog(): void {
  HTMLDialogElement.prototype.showModal = function () {
    this.open = true;
  };
  HTMLDialogElement.prototype.close = function () {
    this.open = false;
  };
}

/** Lets requests be answered and what follows from them be shown. */
export const settle = () => act(() => new Promise<void>((resolve) => setTimeout(resolve, 5)));
