import type { ReactNode } from "react";
import { Logo } from "../ui/logo";

/** A page that says one thing: what is missing or broken, and where to go. */
export function PageNotice({ title, text, children }: { title: string; text: string; children: ReactNode }) {
  return (
    <div className="flex min-h-96 flex-1 flex-col items-center justify-center px-4 py-16 text-center">
      <Logo className="size-12" />
      <h1 className="mt-6 text-2xl font-semibold tracking-tight text-balance text-ink">{title}</h1>
      <p className="mt-3 mb-6 max-w-md text-pretty text-muted wrap-anywhere">{text}</p>
      {children}
    </div>
  );
}
