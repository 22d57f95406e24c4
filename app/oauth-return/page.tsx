import { ConsentReturn } from "@/components/consent/consent-return";
import { requirePerson } from "../require-person";

/**
 * Where a browser ends up after a consent elsewhere (AgentCore Identity's OAuth2 return URL). It says that one is back and
 * nothing else: what the address carries is anybody's word, and is neither read nor kept.
 */
export default async function OAuthReturnPage() {
  await requirePerson("/oauth-return");
  return <ConsentReturn />;
}
