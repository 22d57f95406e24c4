import { cookies } from "next/headers";
import { NextRequest } from "next/server";
import NextAuth from "next-auth";
import { areReadable } from "@/lib/auth/callback-url";
import { authCookies } from "@/lib/auth/cookies";
import { authRequest } from "@/lib/auth/options";
import { isReadableForm } from "@/lib/auth/posted-form";
import { signInAddress } from "@/lib/auth/sign-in-address";
import { getConfig } from "@/lib/config";
import { database } from "@/lib/db/client";
import type { ErrorCode } from "@/lib/errors";
import { answer, unknownMethod } from "@/lib/http/answer";
import { isReading, readBytes } from "@/lib/http/guards";
import { markRefusal } from "@/lib/http/refusals";
import { countStranger } from "@/lib/limits/count";

export const runtime = "nodejs";
export const dynamic = "force-dynamic";

type Context = { params: Promise<{ nextauth: string[] }> };

/** A form with a token and an address to come back to. next-auth itself would read whatever is sent into memory. */
const MAX_BODY_BYTES = 16 * 1024;

/**
 * next-auth's routes, within the limits of an address. A database that fails is an error of ours, not the end of anybody's
 * session: next-auth would answer it with an empty session and a cleared cookie.
 */
function handler(request: Request, context: Context): Promise<Response> {
  return answer(request, async ({ requestId, address, refuse }) => {
    // As next-auth reads it: one and the same action has many addresses (`%5Flog`, `_log/`, `_log/x`).
    const [action] = (await context.params).nextauth;
    const counted = await countStranger(await database(), useOf(request, action), { requestId, address });
    if (!counted.ok) return await withPage(refuse(counted), counted.code);
    // There anybody may write lines of any level into the log.
    if (action === "_log") return refuse({ code: "NOT_FOUND" });
    const body = await readBytes(request, MAX_BODY_BYTES);
    if (!body.ok) return refuse(body);
    if (!isReading(request) && !isReadableForm(request.headers.get("content-type"), body.value, getConfig().siteUrl))
      return refuse({ code: "BAD_REQUEST" });
    if (!(await leadsSomewhere(request))) return refuse({ code: "BAD_REQUEST" });
    const { options, failure } = authRequest();
    const init = { method: request.method, headers: request.headers };
    const url = !isReading(request) && action === "signin" ? signInAddress(request.url) : request.url;
    const read = new NextRequest(url, isReading(request) ? init : { ...init, body: body.value });
    const response = (await NextAuth(options)(read, context)) as Response;
    if (failure() !== undefined) throw failure();
    return response;
  });
}

async function leadsSomewhere(request: Request): Promise<boolean> {
  const cookie = (await cookies()).get(authCookies().callbackUrl.name)?.value;
  return areReadable([...new URL(request.url).searchParams.getAll("callbackUrl"), cookie], getConfig().siteUrl);
}

/** Only what begins a sign-in: the way back from Auth0 was counted when it began. */
function useOf(request: Request, action: string | undefined): "sign-in" | "before-sign-in" {
  return !isReading(request) && action === "signin" ? "sign-in" : "before-sign-in";
}

/** next-auth's own script goes to the `url` of any answer; there the person reads what happened. */
async function withPage(refused: Response, code: ErrorCode): Promise<Response> {
  const body = (await refused.json()) as object;
  const url = `${getConfig().siteUrl}/signin?error=RateLimited`;
  return markRefusal(Response.json({ ...body, url }, refused), code);
}

export { handler as GET, handler as POST, unknownMethod as DELETE, unknownMethod as PATCH, unknownMethod as PUT };
