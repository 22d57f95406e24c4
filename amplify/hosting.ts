/** What `ampx deploy` deploys: docs/hosting/amplify.md. */
import { join } from "node:path";
import { buildSite } from "./build.ts";
import { plainEnvironment } from "./environment.ts";
import { defineSite } from "./site.ts";

// A variable that is missing is better said before a build of minutes than after it.
plainEnvironment(process.env);
buildSite(join(import.meta.dirname, ".."));
defineSite(process.env);
