import "server-only";
import { getAccessToken } from "../auth/access-token";
import { currentUser, type SignedIn } from "../auth/session";
import { getConfig } from "../config";
import type { RequestScope } from "../copilot/scope";
import { database } from "../db/client";
import { countRequest, countStranger } from "../limits/count";
import { purgeAfterResponse } from "../upkeep/after-response";
import { type Asked, answer } from "./answer";
import { asMeantForAnother, isMeantForAnother } from "./expected-person";

/** `use: false` for what pages ask by themselves: it does not keep a session alive that nobody uses. */
export type Use = { use?: boolean };
export type Person = Asked & { user: SignedIn };

/**
 * Answers a request of a signed-in person within their limits, and refuses everybody else's. A limit that cannot be counted
 * lets nobody through.
 *
 * @param options whether the request is a use of the session
 */
export function asPerson(
  request: Request,
  work: (person: Person) => Promise<Response>,
  options: Use = {},
): Promise<Response> {
  return answer(request, async (asked, known) => {
    const user = await currentUser(options);
    if (user) known(user.id);
    const counted = user
      ? await countRequest(await database(), { ...asked, userId: user.id })
      : await countStranger(await database(), "stranger", asked);
    if (!counted.ok) return asked.refuse(counted);
    if (!user) return asked.refuse({ code: "SIGN_IN_EXPIRED" });
    if (isMeantForAnother(request.headers, user.id))
      return asMeantForAnother(asked.refuse({ code: "SIGN_IN_EXPIRED" }));
    // No page of another site has a reason to make a person's browser ask for anything here, were it only for a file.
    if (request.headers.get("sec-fetch-site") === "cross-site") return asked.refuse({ code: "FORBIDDEN_ORIGIN" });
    purgeAfterResponse();
    return await work({ ...asked, user });
  });
}

/** Who a request is from, for what acts on that person's behalf. Work given to `hold` outlives the response. */
export async function scopeOf(person: Omit<Person, "refuse">): Promise<RequestScope> {
  const { user, locale, requestId, startedAt, address, hold } = person;
  const [config, db] = [getConfig(), await database()];
  return {
    user,
    locale,
    requestId,
    startedAt,
    address,
    token: (rejected) =>
      getAccessToken({
        db,
        config,
        sid: user.sid,
        userId: user.id,
        hold,
        ...(rejected === undefined ? {} : { rejected }),
      }),
    hold,
  };
}
