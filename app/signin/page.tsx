import type { Metadata } from "next";
import { cookies } from "next/headers";
import { redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { LanguageLinks } from "@/components/shell/language-links";
import { SignInButton } from "@/components/shell/sign-in-button";
import { WhyHere } from "@/components/shell/why-here";
import { Logo } from "@/components/ui/logo";
import { sessionCookieName } from "@/lib/auth/cookies";
import { currentUser } from "@/lib/auth/session";
import { safeCallback, signInErrorKey } from "./sign-in-params";

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("signIn"))("title") };
}

export default async function SignInPage({ searchParams }: Props) {
  const { callbackUrl, error } = await searchParams;
  const target = safeCallback(callbackUrl);
  if (await currentUser()) redirect(target);
  const [t, app] = await Promise.all([getTranslations("signIn"), getTranslations("app")]);
  const errorKey = signInErrorKey(error);
  // Nobody is signed in, and yet the browser was.
  const expired = (await cookies()).has(sessionCookieName());
  return (
    <main className="flex min-h-dvh flex-col items-center justify-center bg-backdrop px-4 py-10">
      <div className="w-full max-w-md rounded-2xl border border-line bg-raised p-8 shadow-sm sm:p-10">
        <div className="flex items-center gap-3">
          <Logo className="size-10" />
          <p className="text-lg font-semibold tracking-tight text-ink">{app("name")}</p>
        </div>
        <h1 className="mt-8 text-2xl font-semibold tracking-tight text-balance text-ink">{t("heading")}</h1>
        <p className="mt-3 text-pretty text-muted">{t("intro")}</p>
        {!errorKey && <WhyHere expired={expired} />}
        {errorKey && (
          <p
            role="alert"
            data-testid="sign-in-error"
            data-code={errorKey}
            className="mt-6 rounded-xl border border-danger-line bg-danger-soft px-4 py-3 text-sm text-ink"
          >
            {t(`errors.${errorKey}`)}
          </p>
        )}
        <SignInButton callbackUrl={target} />
        <ul className="mt-8 space-y-2.5 border-t border-line pt-6 text-sm text-muted">
          {(["pointOwn", "pointPrivate", "pointStop"] as const).map((point) => (
            <li key={point} className="flex gap-2.5">
              <span aria-hidden="true" className="mt-2 size-1.5 shrink-0 rounded-full bg-accent" />
              {t(point)}
            </li>
          ))}
        </ul>
      </div>
      <footer className="mt-6 flex w-full max-w-md flex-wrap items-center justify-between gap-x-4 gap-y-2 px-2 text-xs text-muted">
        <p>{t("notice")}</p>
        <LanguageLinks />
      </footer>
    </main>
  );
}
