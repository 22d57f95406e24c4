import { ShowChat } from "@/components/chat/show-chat";
import { getConfig } from "@/lib/config";
import { requirePerson } from "../require-person";

/** A new conversation. */
export default async function NewChatPage() {
  await requirePerson("/");
  return <ShowChat streamMode={getConfig().streamMode} />;
}
