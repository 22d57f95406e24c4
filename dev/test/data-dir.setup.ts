import { rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** What a test leaves to the defaults is not a developer's own data, nor that of a test beside it; made by whoever needs it. */
const folder = join(tmpdir(), `agentcore-chat-test-${process.pid}`);
process.env.DATA_DIR ??= folder;
process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
