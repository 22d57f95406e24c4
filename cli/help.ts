const RUN = "npm run -s agentcore --";

const AGENT = `<agent> is
  a URL             http://localhost:8080 (the agent itself), or an address of AgentCore's
                    data plane: https://…/runtimes/<escaped ARN>/invocations?qualifier=DEFAULT
  an ARN            arn:aws:bedrock-agentcore:us-east-1:123456789012:runtime/my_agent-AbC123
  an id             of an agent in AGENTS (environment, .env.local); with nothing set, "default"
                    is the demo agent of the local AgentCore that \`npm run dev\` starts; those of
                    \`npm run dev -- --agent\` have the ARNs that it prints

Through AgentCore the access token of \`login\` goes along; AGENTCORE_TOKEN or --token give another.
An agent called directly by its URL gets a token only if one of the two is given.`;

/** The texts of `--help`, by command. Good enough to learn the tool from; docs/cli.md says more. */
export const HELP: Readonly<Record<string, string>> = {
  agentcore: `Tries agents for Amazon Bedrock AgentCore from the command line.

  ${RUN} check <agent>          is this agent fit for AgentCore?
  ${RUN} invoke <agent> "…"     says something to an agent and streams its answer
  ${RUN} login                  signs you in, by the device flow of Auth0
  ${RUN} logout                 forgets and ends that sign-in
  npm run -s doctor --                       is a filled-in environment fit for the site?

\`-s\` keeps npm's own lines out of the output. Each command has a --help of its own.

Exit codes: 0 all well · 1 something failed · 2 the command was not understood ·
3 the agent could not be reached at all (check) · 130 ended by Ctrl-C
`,
  check: `Checks whether an agent keeps to AgentCore's service contract, and says of each failure
what AgentCore would do with it and how to mend it.

  ${RUN} check http://localhost:8080
  ${RUN} check --command 'python my_agent.py' --protocol http --dockerfile Dockerfile
  ${RUN} check arn:aws:bedrock-agentcore:…:runtime/my_agent-AbC123 --json

${AGENT}

Options
  --protocol agui|http     what the runtime is created with (default: the entry's, or agui)
  --input prompt|input.prompt
                           where an HTTP agent reads the message (default: both are tried)
  --command '…'            starts the agent oneself, with PORT in its environment, measures its
                           start, and ends it by SIGTERM afterwards; <agent> may then be left out
  --stop command           the agent knows {"command":"stop"}: is a run really stopped by it?
  --dockerfile <path>      looks at platform, user, port and secrets of the image
  --prompt "…"             what to say to it (default: a greeting)
  --timeout <seconds>      how long one answer may take (default 60)
  --token <jwt>            instead of the one of \`login\`; visible to others on this machine,
                           so rather set AGENTCORE_TOKEN
  --json                   one JSON document

About ten short runs are made, so a real model costs a little. Each result is "ok", "warning",
"failed" or "not checkable" (an ARN does not let one see the container's /ping, for instance).

Exit codes: 0 fit, perhaps with warnings · 1 something failed · 2 usage · 3 not reached at all
`,
  doctor: `Checks a filled-in environment against the live parts, and says of each thing that is wrong why
it matters and what to do: settings, the site's address, Auth0, a person's access token, the
database, and the agents by \`check\`. It never stops at the first, and changes nothing.

  npm run -s doctor                                the environment that \`npm run dev\` would have
  npm run -s doctor -- --production                … and \`npm start\`: .env.production, .env.local
  npm run -s doctor -- --env-file site.env         that of a file, as production

Options
  --env-file <path>        KEY=value lines (\`vercel env pull\`) or a JSON object of texts
                           (\`terraform output -json …\`); the site's variables are taken from it alone
  --production             no local defaults, and the files that \`npm start\` reads
  --full                   every check of every agent; else one ordinary run of each
  --timeout <seconds>      how long one answer may take (default 10; an agent 60, since its machine
                           may have to start)
  --json                   one JSON document

The access token of \`login\` (or AGENTCORE_TOKEN) is looked at, and calls the agents: without one
both are not checked. Auth0's log will have a few failed requests of the site's application: a code
and a refresh token that never were. No secret is printed.

Exit codes: 0 well, perhaps with warnings · 1 something failed · 2 usage
`,
  invoke: `Says something to an agent and streams its answer to stdout; tool calls and reasoning are
told, shortened, on stderr.

  ${RUN} invoke default "What time is it in Tokyo?"
  ${RUN} invoke default --session trip "And in Lima?"
  ${RUN} invoke default --session trip --approve
  echo "Summarise this" | ${RUN} invoke http://localhost:8080 -

Without a text, or with -, the text is read from stdin.

An agent may ask before it does something. What it is about to do is shown whole on stderr; at a
terminal you are asked there and then, elsewhere the conversation waits for --approve or --decline.

${AGENT}

Options
  --session <name>         keeps a conversation under this name: the next call with it goes on
                           (same AgentCore session, thread, history and state; kept on this
                           machine)
  --approve                lets the agent do what it asked at the end of the last call
  --decline "<reason>"     does not let it, and says why; "" for no reason
  --protocol agui|http     (default: the entry's, or agui)
  --input prompt|input.prompt
                           where an HTTP agent reads the message (default prompt)
  --history full|last      whether the agent wants the whole conversation or keeps it itself
                           (an HTTP agent always keeps it itself)
  --stop command|session   how Ctrl-C tells the agent (default: the entry's, or session)
  --token <jwt>            instead of the one of \`login\`; rather set AGENTCORE_TOKEN
  --verbose                says more of a failure: what AgentCore or the agent answered
  --json                   the AG-UI events as JSON lines instead of the text

Ctrl-C stops the run at the agent too: AgentCore does not tell it that nobody reads any more.

Exit codes: 0 answered · 1 failed, or waits for a decision (INTERRUPT_PENDING), with a sentence and
a code on stderr · 2 usage · 130 Ctrl-C
`,
  login: `Signs you in by Auth0's device flow: it shows an address and a code, and waits until you have
confirmed them in a browser, which may be on another machine.

  ${RUN} login              signs in
  ${RUN} login --status     who is signed in (exit code 1: nobody)
  ${RUN} login --forget     the same as logout

  --json                        JSON lines instead of sentences

AUTH0_ISSUER, AUTH0_AUDIENCE and AUTH0_CLI_CLIENT_ID (a native application with the grant types
Device Code and Refresh Token) name the tenant; with nothing set it is the local Auth0. The tokens are kept in
~/.config/agentcore-chat (XDG_CONFIG_HOME; on Windows APPDATA), readable by you alone, renewed
when they are about to end, and never printed.
`,
  logout: `Forgets the sign-in on this machine and ends its refresh token at Auth0.

  ${RUN} logout [--json]
`,
};
