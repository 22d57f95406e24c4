import type { Metadata } from "next";
import { headers } from "next/headers";
import { notFound } from "next/navigation";
import { getLocale, getTranslations } from "next-intl/server";
import { cache } from "react";
import { ShareView } from "@/components/share/share-view";
import { LimitedNotice } from "@/components/shell/limited-notice";
import { currentUser } from "@/lib/auth/session";
import { getConfig } from "@/lib/config";
import { database } from "@/lib/db/client";
import { countVisit } from "@/lib/limits/count";
import { agentName } from "@/lib/threads/agent-name";
import { isShareId, readShare } from "@/lib/threads/share";
import { requirePerson } from "../../require-person";

type Props = { params: Promise<{ shareId: string }> };

/** What this request may read under that id; asked for once, though head and page both need it. */
const sharedTo = cache(async (shareId: string) => {
  if (!(await currentUser())) {
    if (!getConfig().sharePublic) return null;
    // Who may read without signing in is counted by address, also for what is not there: ids are not to be tried out.
    const counted = await countVisit(await headers());
    if (!counted.ok) return "limited" as const;
  }
  return await readShare(await database(), { shareId });
});

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const shared = await sharedTo((await params).shareId);
  return {
    ...(shared && shared !== "limited"
      ? { title: shared.title || (await getTranslations("sharePage"))("untitled") }
      : {}),
    robots: { index: false, follow: false, noarchive: true, nosnippet: true, noimageindex: true },
    // The address is what lets people in, so no other site learns it.
    referrer: "no-referrer",
  };
}

/**
 * A conversation as somebody shared it, to read. Signed-in people only, unless SHARE_PUBLIC says otherwise. One that is
 * missing, revoked or expired, or whose conversation was deleted, is the same as none.
 */
export default async function SharePage({ params }: Props) {
  const { shareId } = await params;
  if (!getConfig().sharePublic) await requirePerson(isShareId(shareId) ? `/share/${shareId}` : "/");
  const shared = await sharedTo(shareId);
  if (!shared) notFound();
  if (shared === "limited") return <LimitedNotice />;
  const { agentId, createdAt, ...content } = shared;
  return (
    <ShareView {...content} agentName={agentName(agentId, await getLocale())} sharedAt={createdAt.toISOString()} />
  );
}
