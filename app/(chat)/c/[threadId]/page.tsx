import { notFound } from "next/navigation";
import { addressOf, threadIn } from "@/components/chat/session";
import { ShowChat } from "@/components/chat/show-chat";
import { threadExists } from "@/lib/threads/access";
import { requirePerson } from "../../../require-person";

type Props = { params: Promise<{ threadId: string }> };

/** A conversation by its address. Somebody else's does not exist. */
export default async function ThreadPage({ params }: Props) {
  const threadId = threadIn(addressOf((await params).threadId));
  const user = await requirePerson(threadId ? addressOf(threadId) : "/");
  if (!threadId || !(await threadExists(user.id, threadId))) notFound();
  return <ShowChat />;
}
