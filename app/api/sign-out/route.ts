import { cookies } from "next/headers";
import { sessionCookieName } from "@/lib/auth/options";
import { currentUser } from "@/lib/auth/session";
import { signOut } from "@/lib/auth/sign-out";
import { getConfig } from "@/lib/config";
import { readMutation } from "@/lib/http/guards";
import { errorResponse, json, requestLocale } from "@/lib/http/respond";

export const runtime = "nodejs";
export const dynamic = "force-dynamic";

/** Signs out: `{}` → `{url}`, the Auth0 address to go to next. Without a session it just names that address. */
export async function POST(request: Request): Promise<Response> {
  const { siteUrl } = getConfig();
  const body = await readMutation(request, { siteUrl, maxBytes: 1024 });
  if (!body.ok) return errorResponse(body.code, await requestLocale());
  const user = await currentUser();
  const url = user ? await signOut(user) : `${siteUrl}/signin`;
  const jar = await cookies();
  const name = sessionCookieName();
  jar.set(name, "", { path: "/", httpOnly: true, sameSite: "lax", secure: getConfig().secureCookies, maxAge: 0 });
  return json({ url });
}
