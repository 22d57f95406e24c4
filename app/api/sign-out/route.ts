import { randomUUID } from "node:crypto";
import { cookies, headers } from "next/headers";
import { after } from "next/server";
import { authCookies } from "@/lib/auth/cookies";
import { currentUser } from "@/lib/auth/session";
import { signOut } from "@/lib/auth/sign-out";
import { getConfig } from "@/lib/config";
import { clientAddress } from "@/lib/http/client-address";
import { readMutation } from "@/lib/http/guards";
import { errorResponse, json, requestLocale } from "@/lib/http/respond";
import { log } from "@/lib/log";

export const runtime = "nodejs";
export const dynamic = "force-dynamic";

/**
 * Signs out: `{}` → `{url}`, the Auth0 address to go to next. Without a session it just names the way to sign in.
 *
 * When the database does not answer, the session cannot be ended: the answer says so, and the cookie stays, so that the person
 * can try again. To clear it and claim success would leave a session behind that nobody can end any more.
 */
export async function POST(request: Request): Promise<Response> {
  const { siteUrl } = getConfig();
  const [requestId, locale] = [randomUUID(), await requestLocale()];
  const body = await readMutation(request, { siteUrl, maxBytes: 1024 });
  if (!body.ok) return errorResponse(body.code, locale, { requestId });
  try {
    const user = await currentUser({ use: false });
    const asked = { address: clientAddress(await headers()), requestId };
    const url = user ? await signOut(user, asked, (work) => after(work)) : `${siteUrl}/signin`;
    const { name, options } = authCookies().sessionToken;
    (await cookies()).set(name, "", { ...options, maxAge: 0 });
    const response = json({ url });
    // What this browser's cache may hold of the conversations. Drafts are the page's own to clear.
    response.headers.set("clear-site-data", '"cache"');
    return response;
  } catch (error) {
    log.error({ err: error, requestId }, "signing out failed");
    return errorResponse("INTERNAL", locale, { requestId });
  }
}
