import { ShowChat } from "@/components/chat/show-chat";
import { requirePerson } from "../require-person";

/** A new conversation. */
export default async function NewChatPage() {
  await requirePerson("/");
  return <ShowChat />;
}
