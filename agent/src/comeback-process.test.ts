import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { boot } from "./testing/boot.ts";
import { approve, conversation, TASKS } from "./testing/conversation.ts";
import { fakeS3 } from "./testing/fake-s3.ts";

let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "comeback-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** Asks for a deletion, then kills the process as a crash or the platform's idle timeout would. */
async function askAndDie(env: Record<string, string>) {
  const user = conversation();
  user.state = { tasks: TASKS };
  const agent = boot({ DEMO_PACE: "0", ...env });
  const { interrupts } = await user.say(await agent.ready(), "Delete all my finished tasks");
  agent.child.kill("SIGKILL");
  await agent.exit;
  return { user, interrupt: interrupts[0] };
}
const reboot = (env: Record<string, string>) => boot({ DEMO_PACE: "0", ...env }).ready();

describe("a process that was killed while it waited", { timeout: 120_000 }, () => {
  it("is followed by one that goes on, from the folder", async () => {
    const env = { SESSION_STORAGE: folder };
    const { user, interrupt } = await askAndDie(env);
    user.messages = [];
    const url = await reboot(env);
    expect((await user.answer(url, approve(interrupt))).text).toContain("Deleted 2 tasks");
    expect(user.tasks()).toEqual(["eggs"]);
    expect((await user.answer(url, approve(interrupt))).error).toBe("INTERRUPT_UNKNOWN");
  });

  it("is followed by one that goes on, from S3", async () => {
    const s3 = await fakeS3();
    const env = {
      SESSION_STORAGE: "s3://chat-sessions/prod/agent",
      AWS_REGION: "ap-northeast-1",
      AWS_ENDPOINT_URL_S3: s3.url,
      AWS_ACCESS_KEY_ID: "test",
      AWS_SECRET_ACCESS_KEY: "test",
    };
    const { user, interrupt } = await askAndDie(env);
    expect([...s3.objects.keys()]).toEqual([
      expect.stringMatching(/^\/chat-sessions\/prod\/agent\/interrupts\/[0-9a-f]{64}\.json$/),
    ]);
    expect(s3.authorizations.at(-1)).toContain("/ap-northeast-1/s3/aws4_request");
    user.messages = [];
    const url = await reboot(env);
    expect((await user.answer(url, approve(interrupt))).text).toContain("Deleted 2 tasks");
    expect(user.tasks()).toEqual(["eggs"]);
    expect((await user.answer(url, approve(interrupt))).error).toBe("INTERRUPT_UNKNOWN");
    expect([...s3.objects.values()].map((text) => JSON.parse(text))).toMatchObject([{ answered: [interrupt?.id] }]);
  });

  it("is followed by one that goes on from the history alone, its disk gone as well", async () => {
    const env = { SESSION_STORAGE: folder };
    const { user, interrupt } = await askAndDie(env);
    await rm(folder, { recursive: true });
    expect((await user.answer(await reboot(env), approve(interrupt))).text).toContain("Deleted 2 tasks");
    expect(user.tasks()).toEqual(["eggs"]);
  });
});
