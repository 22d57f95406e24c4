import { auth0Settings, invocations, killSession, revokeAtAuth0, setFaults } from "./support/local-cloud";
import { AIKO, arrive, BEN, expect, lastAnswer, send, settled, signIn, test } from "./support/test";

/** How the local AgentCore fails → the code whose sentence the person reads. */
const FAULTS: [title: string, rule: object, code: string][] = [
  ["validation refused", { kind: "status", status: 400 }, "AGENT_FAILED"],
  ["token refused", { kind: "status", status: 401 }, "SIGN_IN_EXPIRED"],
  ["access denied", { kind: "status", status: 403 }, "NOT_ALLOWED"],
  ["runtime gone", { kind: "status", status: 404 }, "AGENT_NOT_FOUND"],
  ["session busy", { kind: "status", status: 409 }, "AGENT_BUSY"],
  ["throttled", { kind: "status", status: 429 }, "RATE_LIMITED"],
  ["quota spent", { kind: "status", status: 429, code: "SERVICE_QUOTA_EXCEEDED" }, "QUOTA_EXCEEDED"],
  ["server error", { kind: "status", status: 500 }, "AGENT_UNREACHABLE"],
  ["unavailable", { kind: "status", status: 503 }, "AGENT_UNREACHABLE"],
  ["gateway timeout", { kind: "status", status: 504 }, "TIMED_OUT"],
  ["connection refused", { kind: "refuse" }, "AGENT_UNREACHABLE"],
  ["cut after bytes", { kind: "cutBytes", after: 400 }, "STREAM_TRUNCATED"],
  ["cut after events", { kind: "cutEvents", after: 6 }, "STREAM_TRUNCATED"],
  ["ended without an end", { kind: "endEvents", after: 6 }, "STREAM_TRUNCATED"],
  ["half a frame", { kind: "halfFrame", after: 6 }, "STREAM_TRUNCATED"],
  ["agent killed mid-answer", { kind: "idleKill", after: 8 }, "STREAM_TRUNCATED"],
  ["agent killed at start", { kind: "kill" }, "AGENT_FAILED"],
  ["silence", { kind: "silence", after: 4, ms: 60_000 }, "TIMED_OUT"],
  ["a web page", { kind: "html" }, "AGENT_FAILED"],
  ["an empty answer", { kind: "empty" }, "STREAM_TRUNCATED"],
  ["another content type", { kind: "wrongContentType" }, "AGENT_FAILED"],
  ["garbage", { kind: "garbage", after: 4 }, "AGENT_FAILED"],
  ["an error that talks too much", { kind: "leak", text: "AKIA-SECRET-OF-THE-UPSTREAM" }, "AGENT_FAILED"],
];

/** Ways to be odd that a person need not notice. */
const HARMLESS: [title: string, rule: object][] = [
  ["CRLF framing", { kind: "crlf" }],
  ["an event of the future", { kind: "unknownEvent", after: 3 }],
  ["an event twice", { kind: "duplicate", event: 0 }],
  ["a slow start", { kind: "delay", ms: 800 }],
  ["slow events", { kind: "delayEvents", ms: 5 }],
  ["busy, then free", { kind: "status", status: 409, times: 2 }],
  ["a token refused once", { kind: "status", status: 401, times: 1 }],
];

/** A question that no other of the same conversation has the answer of. */
const multiplication = (at: number): [question: string, answer: string] => [
  `What is ${101 + at}*7?`,
  String((101 + at) * 7),
];

test("each fault is one honest sentence, and a way on", async ({ page }) => {
  test.setTimeout(480_000);
  await arrive(page, AIKO);
  // One conversation, as for somebody who has bad luck all day; each question has an answer of its own.
  for (const [at, [title, rule, code]] of FAULTS.entries()) {
    const [question, answer] = multiplication(at);
    await test.step(`${title} → ${code}`, async () => {
      await setFaults([rule]);
      await send(page, question);
      const card = page.getByTestId("error-card");
      await expect(card).toHaveAttribute("data-code", code, { timeout: 30_000 });
      await expect(page.locator("body")).not.toContainText("AKIA-SECRET");
      await settled(page);
      await setFaults([]);
      if (code === "SIGN_IN_EXPIRED") {
        await page.goto("/");
        return;
      }
      const again = page.getByTestId("try-again");
      if ((await again.count()) > 0) await again.click();
      else await send(page, question);
      await expect(lastAnswer(page)).toContainText(answer, { timeout: 30_000 });
      await settled(page);
      await expect(card).toHaveCount(0);
    });
  }
});

test("what a person need not notice, they do not", async ({ page }) => {
  await arrive(page, AIKO);
  for (const [at, [title, rule]] of HARMLESS.entries()) {
    const [question, answer] = multiplication(at);
    await test.step(title, async () => {
      await setFaults([rule]);
      await send(page, question);
      await expect(lastAnswer(page)).toContainText(answer, { timeout: 30_000 });
      await settled(page);
      await expect(page.getByTestId("error-card")).toHaveCount(0);
    });
  }
});

test("an agent killed between two messages is started anew", async ({ page }) => {
  await arrive(page, AIKO);
  await send(page, "What is 6*7?");
  await settled(page);
  const session = (await invocations()).at(-1)?.sessionId ?? "";
  await killSession(session);
  await send(page, "And what is 7*8?");
  await expect(lastAnswer(page)).toContainText("56", { timeout: 30_000 });
  await settled(page);
});

test("an access token that expires is renewed without a word", async ({ page }) => {
  await auth0Settings({ accessTokenTtlSeconds: 5 });
  await arrive(page, BEN);
  await send(page, "What is 6*7?");
  await settled(page);
  await page.waitForTimeout(6_000);
  await send(page, "And what is 7*8?");
  await expect(lastAnswer(page)).toContainText("56", { timeout: 30_000 });
  await expect(page.getByTestId("error-card")).toHaveCount(0);
});

test("a sign-in that is over says so, keeps the draft, and comes back to the conversation", async ({ page }) => {
  await auth0Settings({ accessTokenTtlSeconds: 5 });
  await signIn(page, BEN);
  await send(page, "What is 6*7?");
  await settled(page);
  const address = page.url();
  await revokeAtAuth0(BEN.sub);
  await page.waitForTimeout(6_000);
  await send(page, "a question that must not be lost");
  await expect(page.getByTestId("sign-in-bar")).toBeVisible({ timeout: 30_000 });
  await expect(page.locator("body")).toContainText("a question that must not be lost");
  await page.getByTestId("sign-in-bar-again").click();
  await page.getByRole("button", { name: BEN.name }).click();
  await expect(page).toHaveURL(address);
  await expect(page.getByTestId("message-user").first()).toContainText("6*7");
  await expect(page.locator("body")).toContainText("a question that must not be lost");
});
