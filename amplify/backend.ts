/** `ampx deploy` wants one beside hosting.ts. The site has no Amplify backend: its database, sign-in and agents are its own. */
import { defineBackend } from "@aws-amplify/backend";

defineBackend({});
