import { ShowChat } from "@/components/chat/show-chat";
import { siteTraits } from "@/lib/config/site-traits";
import { newChatAddress } from "@/lib/http/headers/page-gate";
import { requirePerson } from "../require-person";

type Props = { searchParams: Promise<{ agent?: string | string[] }> };

/** A new conversation, with the agent that the address names (`/?agent=<id>`) or the one that was used last. */
export default async function NewChatPage({ searchParams }: Props) {
  const { agent } = await searchParams;
  const agentId = typeof agent === "string" ? agent : null;
  await requirePerson(newChatAddress(agentId));
  return <ShowChat {...siteTraits()} agentId={agentId} />;
}
