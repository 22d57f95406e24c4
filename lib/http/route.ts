import "server-only";
import { randomUUID } from "node:crypto";
import { after } from "next/server";
import type { z } from "zod";
import { getAccessToken } from "../auth/access-token";
import { currentUser, type SignedIn } from "../auth/session";
import { getConfig } from "../config";
import type { RequestScope } from "../copilot/scope";
import { database } from "../db/client";
import type { Database } from "../db/types";
import type { ErrorCode, HttpErrorBody } from "../errors";
import { type Locale, resolveLocale } from "../i18n/locale";
import { log } from "../log";
import { purgeAfterResponse } from "../upkeep/after-response";
import { clientAddress } from "./client-address";
import { isSameOrigin, readMutation } from "./guards";
import { errorResponse, json, requestLocale } from "./respond";

type Schema = z.ZodTypeAny;
type Parsed<S> = S extends Schema ? z.output<S> : undefined;

/** One call of a route by a signed-in person, with everything that came with it checked. */
export type Call<P = undefined, Q = undefined, B = undefined> = {
  db: Database;
  user: SignedIn;
  locale: Locale;
  requestId: string;
  /** Where the request comes from; null where that cannot be known. */
  address: string | null;
  params: P;
  query: Q;
  body: B;
  /** For what acts towards an agent as this person. */
  scope: RequestScope;
};

type Refusal = { ok: false; code: ErrorCode; fields?: HttpErrorBody["fields"] };
export type Outcome<O> = { ok: true; value: O; status?: number } | { ok: true; file: Response } | Refusal;

type Spec<P, Q, B, O> = { params?: P; query?: Q; body?: B; output: O; maxBytes?: number };
type Context = { params: Promise<Record<string, string | string[] | undefined>> };

const SMALL_BODY = 64 * 1024;

/**
 * A route of the site's own API: for signed-in people, with checked input and an answer cut to its schema.
 *
 * Whatever changes something must come from our own page as JSON (DELETE has no body to be JSON). Path parameters that
 * cannot name anything get the answer of a missing thing; a bad query or body is a 400 that names the fields. An
 * exception is logged and answered as `INTERNAL`; its text never leaves.
 */
export function route<
  P extends Schema | undefined = undefined,
  Q extends Schema | undefined = undefined,
  B extends Schema | undefined = undefined,
  O extends Schema = Schema,
>(
  spec: Spec<P, Q, B, O>,
  handle: (call: Call<Parsed<P>, Parsed<Q>, Parsed<B>>) => Promise<Outcome<z.input<O>>>,
): (request: Request, context: Context) => Promise<Response> {
  return (request, context) =>
    asPerson(request, async ({ refuse, ...person }) => {
      const input = await readInput(request, context, spec);
      if (!input.ok) return refuse(input);
      const outcome = await handle({
        db: await database(),
        ...person,
        scope: await scopeOf(person),
        ...(input.value as { params: Parsed<P>; query: Parsed<Q>; body: Parsed<B> }),
      });
      if (!outcome.ok) return refuse(outcome);
      return "file" in outcome ? outcome.file : json(spec.output.parse(outcome.value), outcome.status);
    });
}

type Caller = { user: SignedIn; locale: Locale; requestId: string; address: string | null };
type Person = Caller & {
  refuse: (refusal: Omit<Refusal, "ok">) => Response;
};

/**
 * Answers a request of a signed-in person, and refuses everybody else's. Whatever fails, be it the look for the session in
 * a database that is down, is logged and answered as `INTERNAL` in the site's one error shape.
 */
export async function asPerson(request: Request, work: (person: Person) => Promise<Response>): Promise<Response> {
  const requestId = randomUUID();
  let locale = resolveLocale(null, null);
  const refuse = ({ code, fields }: Omit<Refusal, "ok">) =>
    errorResponse(code, locale, { requestId, ...(fields ? { fields } : {}) });
  try {
    locale = await requestLocale();
    const user = await currentUser();
    if (!user) return refuse({ code: "SIGN_IN_EXPIRED" });
    purgeAfterResponse();
    return await work({ user, locale, requestId, address: clientAddress(request.headers), refuse });
  } catch (error) {
    log.error({ err: error, requestId, method: request.method }, "request failed");
    return refuse({ code: "INTERNAL" });
  }
}

/** Who a request is from, for what acts on that person's behalf. Work given to `hold` outlives the response. */
export async function scopeOf({ user, locale, requestId, address }: Caller): Promise<RequestScope> {
  const [config, db] = [getConfig(), await database()];
  return {
    user,
    locale,
    requestId,
    address,
    token: (rejected) =>
      getAccessToken({ db, config, sid: user.sid, userId: user.id, ...(rejected === undefined ? {} : { rejected }) }),
    hold: (work) => after(work),
  };
}

type Input = { ok: true; value: { params: unknown; query: unknown; body: unknown } } | Refusal;

async function readInput(
  request: Request,
  context: Context,
  spec: Spec<Schema | undefined, Schema | undefined, Schema | undefined, Schema>,
): Promise<Input> {
  const read =
    spec.body || request.method === "DELETE" ? await readBody(request, spec) : { ok: true as const, value: undefined };
  if (!read.ok) return read;
  const params = spec.params?.safeParse(await context.params);
  if (params && !params.success) return { ok: false, code: "NOT_FOUND" };
  const query = spec.query?.safeParse(Object.fromEntries(new URL(request.url).searchParams));
  const body = spec.body?.safeParse(read.value);
  for (const part of [query, body])
    if (part && !part.success) return { ok: false, code: "BAD_REQUEST", fields: fieldsOf(part.error) };
  return { ok: true, value: { params: params?.data, query: query?.data, body: body?.data } };
}

async function readBody(request: Request, spec: { body?: Schema | undefined; maxBytes?: number | undefined }) {
  const { siteUrl } = getConfig();
  if (!spec.body)
    return isSameOrigin(request.headers, siteUrl)
      ? { ok: true as const, value: undefined }
      : { ok: false as const, code: "FORBIDDEN_ORIGIN" as const };
  return await readMutation(request, { siteUrl, maxBytes: spec.maxBytes ?? SMALL_BODY });
}

/** At most ten problems, each with the path that it is at. */
export function fieldsOf(error: z.ZodError): { path: string; message: string }[] {
  return error.issues.slice(0, 10).map((issue) => ({ path: issue.path.join("."), message: issue.message }));
}
