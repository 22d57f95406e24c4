import { z } from "zod";

const permissions = z.union([z.string(), z.record(z.string())]);
const texts = z.record(z.unknown());
const image = z.union([z.string(), z.object({ image: z.string() }).passthrough()]);

const step = z
  .object({
    uses: z.string().optional(),
    run: z.string().optional(),
    with: texts.optional(),
    env: texts.optional(),
  })
  .passthrough();

const job = z
  .object({
    uses: z.string().optional(),
    if: z.union([z.string(), z.boolean()]).optional(),
    environment: z.unknown().optional(),
    permissions: permissions.optional(),
    "timeout-minutes": z.number().optional(),
    secrets: z.unknown().optional(),
    container: image.optional(),
    services: z.record(image).optional(),
    steps: z.array(step).default([]),
  })
  .passthrough();

/** As much of a workflow as our rules are about; GitHub's own schema judges the rest. */
export const workflowShape = z.object({
  on: z.preprocess(
    (value) => (typeof value === "string" ? { [value]: null } : Array.isArray(value) ? byName(value) : value),
    z.record(z.unknown()),
  ),
  permissions: permissions.optional(),
  concurrency: z
    .union([
      z.string(),
      z.object({ "cancel-in-progress": z.union([z.boolean(), z.string()]).optional() }).passthrough(),
    ])
    .optional(),
  jobs: z.record(job),
});

export type Workflow = z.infer<typeof workflowShape>;
export type Job = z.infer<typeof job>;

const byName = (events: unknown[]) => Object.fromEntries(events.map((event) => [String(event), null]));
