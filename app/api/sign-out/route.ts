import { cookies } from "next/headers";
import { after } from "next/server";
import { authCookies } from "@/lib/auth/cookies";
import { currentUser } from "@/lib/auth/session";
import { logoutAddress, signOut } from "@/lib/auth/sign-out";
import { getConfig } from "@/lib/config";
import { database } from "@/lib/db/client";
import { answer, unknownMethod } from "@/lib/http/answer";
import { asMeantForAnother, isMeantForAnother } from "@/lib/http/expected-person";
import { readMutation } from "@/lib/http/guards";
import { json } from "@/lib/http/respond";
import { countStranger } from "@/lib/limits/count";

export const runtime = "nodejs";
export const dynamic = "force-dynamic";

/**
 * Signs out: `{}` → `{url}`, the Auth0 address to go to next, also when the session here is over already. A page that was made
 * for somebody else ends nobody's: another person has signed in in another tab.
 *
 * When the database does not answer, the session cannot be ended: the answer says so, and the cookie stays, so that the person
 * can try again. To clear it and claim success would leave a session behind that nobody can end any more.
 */
export function POST(request: Request): Promise<Response> {
  return answer(request, async ({ requestId, address, refuse }, known) => {
    const { siteUrl } = getConfig();
    const body = await readMutation(request, { siteUrl, maxBytes: 1024 });
    if (!body.ok) return refuse(body);
    const user = await currentUser({ use: false });
    if (user) known(user.id);
    if (user && isMeantForAnother(request.headers, user.id))
      return asMeantForAnother(refuse({ code: "SIGN_IN_EXPIRED" }));
    // Who is signed in may sign out whatever their limits say.
    const counted = user ? null : await countStranger(await database(), "stranger", { address, requestId });
    if (counted && !counted.ok) return refuse(counted);
    const url = user ? await signOut(user, { address, requestId }, (work) => after(work)) : await logoutAddress(null);
    const { name, options } = authCookies().sessionToken;
    (await cookies()).set(name, "", { ...options, maxAge: 0 });
    const response = json({ url });
    // What this browser's cache may hold of the conversations. Drafts are the page's own to clear.
    response.headers.set("clear-site-data", '"cache"');
    return response;
  });
}

export { unknownMethod as DELETE, unknownMethod as GET, unknownMethod as PATCH, unknownMethod as PUT };
