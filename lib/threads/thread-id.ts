import { z } from "zod";

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

/** Threads and runs are named by the client: a UUID, so that two people's cannot meet by chance. RFC 9562, any version. */
export function isThreadId(value: unknown): value is string {
  return typeof value === "string" && UUID.test(value);
}

export const threadId = z.string().regex(UUID, "is not a UUID in lower case");

/** The path parameters of a route about one thread. */
export const threadParams = z.object({ threadId });
