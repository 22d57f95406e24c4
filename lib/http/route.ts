import "server-only";
import type { z } from "zod";
import { isRecent } from "../auth/recent";
import type { SignedIn } from "../auth/session";
import { getConfig } from "../config";
import type { RequestScope } from "../copilot/scope";
import { database } from "../db/client";
import type { Database } from "../db/types";
import type { Locale } from "../i18n/locale";
import type { Refusal } from "./answer";
import { asPerson, scopeOf, type Use } from "./as-person";
import { fieldsOf } from "./fields";
import { isFromOurPage, isReading, readMutation } from "./guards";
import { json } from "./respond";

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

export type Outcome<O> = { ok: true; value: O; status?: number } | { ok: true; file: Response } | Refusal;

type Spec<P, Q, B, O> = { params?: P; query?: Q; body?: B; output: O; maxBytes?: number; fresh?: boolean } & Use;
type Context = { params: Promise<Record<string, string | string[] | undefined>> };

const SMALL_BODY = 64 * 1024;

/**
 * A route of the site's own API: for signed-in people, with checked input and an answer cut to its schema.
 *
 * Whatever is not GET or HEAD must come from our own page as JSON (DELETE has no body to be JSON). Path parameters that
 * cannot name anything get the answer of a missing thing; a bad query or body is a 400 that names the fields. An
 * exception is logged and answered as `INTERNAL`; its text never leaves.
 *
 * @param spec.fresh true for what only somebody may do who has just shown who they are; others get `SIGN_IN_AGAIN`
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
    asPerson(
      request,
      async ({ refuse, ...person }) => {
        const input = await readInput(request, context, spec);
        if (!input.ok) return refuse(input);
        const db = await database();
        if (spec.fresh && !(await isRecent(db, { sid: person.user.sid, userId: person.user.id })))
          return refuse({ code: "SIGN_IN_AGAIN" });
        const outcome = await handle({
          db,
          ...person,
          scope: await scopeOf(person),
          ...(input.value as { params: Parsed<P>; query: Parsed<Q>; body: Parsed<B> }),
        });
        if (!outcome.ok) return refuse(outcome);
        return "file" in outcome ? outcome.file : json(spec.output.parse(outcome.value), outcome.status);
      },
      spec,
    );
}

type Input = { ok: true; value: { params: unknown; query: unknown; body: unknown } } | Refusal;

async function readInput(
  request: Request,
  context: Context,
  spec: Spec<Schema | undefined, Schema | undefined, Schema | undefined, Schema>,
): Promise<Input> {
  const read = await readBody(request, spec);
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
  if (isReading(request)) return { ok: true as const, value: undefined };
  if (!spec.body) return isFromOurPage(request.headers, siteUrl);
  return await readMutation(request, { siteUrl, maxBytes: spec.maxBytes ?? SMALL_BODY });
}
