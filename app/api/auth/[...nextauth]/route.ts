import { randomUUID } from "node:crypto";
import NextAuth from "next-auth";
import { authRequest } from "@/lib/auth/options";
import { errorResponse, requestLocale } from "@/lib/http/respond";
import { log } from "@/lib/log";

export const runtime = "nodejs";
export const dynamic = "force-dynamic";

type Context = { params: Promise<{ nextauth: string[] }> };

/**
 * next-auth's routes. A database that fails is an error of ours, not the end of anybody's session: next-auth would answer it
 * with an empty session and a cleared cookie.
 */
async function handler(request: Request, context: Context): Promise<Response> {
  const requestId = randomUUID();
  const { options, failure } = authRequest();
  try {
    const response = (await NextAuth(options)(request, context)) as Response;
    if (failure() === undefined) return response;
    log.error({ err: failure(), requestId }, "a request of sign-in failed");
  } catch (error) {
    log.error({ err: error, requestId }, "a request of sign-in failed");
  }
  return errorResponse("INTERNAL", await requestLocale(), { requestId });
}

export { handler as GET, handler as POST };
