import { notFound } from "next/navigation";
import { addressOf, threadIn } from "@/components/chat/session";
import { ShowChat } from "@/components/chat/show-chat";
import { siteTraits } from "@/lib/config/site-traits";
import { database } from "@/lib/db/client";
import { isThreadId } from "@/lib/threads/thread-id";
import { findThread } from "@/lib/threads/threads";
import { requirePerson } from "../../../require-person";

type Props = { params: Promise<{ threadId: string }> };

/** A conversation by its address. Somebody else's does not exist. */
export default async function ThreadPage({ params }: Props) {
  const threadId = threadIn(addressOf((await params).threadId));
  const user = await requirePerson(threadId ? addressOf(threadId) : "/");
  const thread = isThreadId(threadId) ? await findThread(await database(), { userId: user.id, threadId }) : null;
  if (!thread) notFound();
  return <ShowChat {...siteTraits()} threadId={thread.id} agentId={thread.agentId} />;
}
