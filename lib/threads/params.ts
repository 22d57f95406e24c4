import { z } from "zod";
import { isThreadId } from "./thread-id";

/** The path parameters of a route about one thread. */
export const threadParams = z.object({ threadId: z.string().refine(isThreadId) });
