import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { inject } from "vitest";

/** What a test leaves to the defaults is not a developer's own data, nor that of a test beside it; made by whoever needs it. */
process.env.DATA_DIR ??= join(inject("dataDirs"), randomUUID());
