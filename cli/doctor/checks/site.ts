import { z } from "zod";
import { describeProbe, probe } from "../../check/probe";
import { jsonOf } from "../../json";
import { plainLine } from "../../plain-text";
import { type Context, unset } from "../context";

/** Whether the site is there already, and what it says of itself. One that does not run yet is no fault. */
export async function checkSite({ settings, findings, timeoutMs, io }: Context): Promise<void> {
  const address = settings.NEXTAUTH_URL;
  if (address === undefined) return findings.skip("site.answer", unset("NEXTAUTH_URL"));
  const answer = await probe({ url: `${address}/api/health/ready`, timeoutMs, signal: io.signal });
  if (answer.kind === "none") {
    if (isCertificate(answer.detail))
      return findings.fail(
        "site.answer",
        `the certificate of ${address} is not accepted (${answer.detail})`,
        "Renew it, or have it made for this host name; its whole chain has to be served.",
      );
    if (answer.reason === "timeout")
      return findings.skip("site.answer", `${address} does not answer in time`, "See whether it runs, and lets us in.");
    return findings.skip(
      "site.answer",
      `nothing answers at ${address} (${describeProbe(answer)}); after the deploy run this again`,
    );
  }
  const { status, headers } = answer;
  if (status === 200 && isReady.safeParse(jsonOf(answer.text)).success)
    return findings.ok("site.answer", `${address} is ready`);
  if (status >= 300 && status < 400 && headers.location !== undefined)
    return findings.fail(
      "site.answer",
      `${address} sends on to ${plainLine(headers.location)}`,
      "Set NEXTAUTH_URL to the address at which people end up, and register that one in Auth0.",
    );
  if (status === 503)
    return findings.fail(
      "site.answer",
      `${address} answers and is not ready (HTTP 503)`,
      "Look at its log, and below at the database.",
    );
  findings.warn(
    "site.answer",
    `${address}/api/health/ready answers HTTP ${status}: another program, an earlier release, or a wall in front of it`,
    "Open the address in a browser; route this host name to the site.",
  );
}

/** Many a program answers 200 to whatever it is asked for. */
const isReady = z.object({ status: z.literal("ok") });
const isCertificate = (detail: string) => /CERT|SELF_SIGNED|UNABLE_TO_(VERIFY|GET)|ALTNAME/i.test(detail);
