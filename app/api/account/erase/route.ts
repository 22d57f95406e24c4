import { cookies } from "next/headers";
import { eraseAccount } from "@/lib/account/erase";
import { erased, eraseRequest } from "@/lib/api/contract";
import { authCookies } from "@/lib/auth/cookies";
import { json } from "@/lib/http/respond";
import { route } from "@/lib/http/route";

export const runtime = "nodejs";
export const dynamic = "force-dynamic";
export const maxDuration = 60;

/**
 * Erases everything that the site keeps of the person, and signs them out everywhere: `{erase: "everything"}` → `{url}`, the
 * Auth0 address to go to next. What was begun is finished, even if this request fails.
 */
export const POST = route({ body: eraseRequest, output: erased, fresh: true }, async ({ db, scope }) => {
  const url = await eraseAccount(db, scope);
  const { name, options } = authCookies().sessionToken;
  (await cookies()).set(name, "", { ...options, maxAge: 0 });
  const response = json(erased.parse({ url }));
  // Not "cookies": that would take those of the company's other sites under the same domain.
  response.headers.set("clear-site-data", '"cache", "storage"');
  return { ok: true, file: response };
});

export {
  unknownMethod as DELETE,
  unknownMethod as GET,
  unknownMethod as PATCH,
  unknownMethod as PUT,
} from "@/lib/http/answer";
