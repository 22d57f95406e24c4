import { ShowChat } from "@/components/chat/show-chat";
import { getConfig } from "@/lib/config";
import { newChatAddress } from "@/lib/http/headers/page-gate";
import { requirePerson } from "../require-person";

type Props = { searchParams: Promise<{ agent?: string | string[] }> };

/** A new conversation, with the agent that the address names (`/?agent=<id>`) or the one that was used last. */
export default async function NewChatPage({ searchParams }: Props) {
  const { agent } = await searchParams;
  const agentId = typeof agent === "string" ? agent : null;
  await requirePerson(newChatAddress(agentId));
  return <ShowChat streamMode={getConfig().streamMode} agentId={agentId} />;
}
