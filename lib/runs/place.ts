/** Where a run writes: below the question that it answers. */
export type Place = { userId: string; threadId: string; runId: string; baseMessageId: string };
