import type { ErrorCode } from "../../lib/errors";
import { errorSentence } from "../../lib/i18n/sentences";
import { EXIT, type Io } from "../io";
import { plainLine } from "../plain-text";

/** Why a run did not come to a good end; `detail` is what the upstream said, for who asks for it. */
export type Failure = { code: ErrorCode; awsRequestId: string | null; detail: string | null };

/** Where the site's sentence speaks of a page. */
const HERE: Partial<Record<ErrorCode, string>> = {
  SIGN_IN_EXPIRED:
    "The token is refused, or the sign-in has expired. Sign in again with: npm run -s agentcore -- login",
  INTERRUPT_PENDING:
    "The agent waits for a decision: a conversation that has a name (--session) goes on with --approve or --decline.",
  TOO_LARGE: "This is more than the agent takes. Say less, or begin a new conversation.",
};

export const sentenceOf = (code: ErrorCode) => HERE[code] ?? errorSentence(code, "en");

/** Says a failure in one sentence with its code and, for AWS's support, the request's id. */
export function tellFailure(failure: Failure, verbose: boolean, io: Io): number {
  const id = failure.awsRequestId ? `, AWS request id ${plainLine(failure.awsRequestId, 80)}` : "";
  io.err(`agentcore: ${sentenceOf(failure.code)} (${failure.code}${id})\n`);
  if (verbose && failure.detail) io.err(`  ${plainLine(failure.detail, 2_000)}\n`);
  return EXIT.failed;
}
