import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { AGENTS_SCHEMA_FILE, agentsSchema } from "./agents-schema";

/** `npm run schema:agents`: after a change of `lib/agentcore/agent-entry.ts`. */
writeFileSync(AGENTS_SCHEMA_FILE, `${JSON.stringify(agentsSchema(), null, 2)}\n`);
const biome = ["node_modules/@biomejs/biome/bin/biome", "format", "--write", AGENTS_SCHEMA_FILE];
process.exit(spawnSync(process.execPath, biome, { stdio: "inherit" }).status ?? 1);
