import { randomUUID } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { handleCopilotRequest as handle } from "../copilot/handler";
import { exportedThread } from "../threads/export/read";
import { writeThread } from "../threads/export/write";
import { shareThread } from "../threads/share";
import { begin, close, event, finish, more, say, sse } from "./testing/fake-agent";
import { createBrowser, input, person, post, resetAgent, said, startSite } from "./testing/site";

// Server-side request forgery (CVE-2026-31943, CVE-2026-45400, CVE-2026-45401): whatever addresses people and agents
// write, this site's server opens none of them. A server that must never be called listens at each.

const a = person("a");
let site: Awaited<ReturnType<typeof startSite>>;
const called: string[] = [];
const trap = createServer((request, response) => {
  called.push(request.url ?? "");
  response.end("{}");
});
let port = 0;

beforeAll(async () => {
  await new Promise<void>((resolve) => trap.listen(0, "127.0.0.1", resolve));
  port = (trap.address() as AddressInfo).port;
  site = await startSite("embedded");
}, 60_000);
afterAll(async () => {
  trap.close();
  await site.stop();
});
beforeEach(() => {
  resetAgent(site.agent);
  called.length = 0;
});

/** The same place, written in the ways that have got past other sites' checks. */
const addresses = () => [
  `http://127.0.0.1:${port}/plain`,
  `http://localhost:${port}/name`,
  `http://2130706433:${port}/number`,
  `http://0x7f.1:${port}/hex`,
  `http://[::ffff:7f00:1]:${port}/mapped`,
  `http://user@127.0.0.1:${port}/user`,
  `//127.0.0.1:${port}/relative`,
];

it("what a person writes is text: no address in it is opened, and a part that would have to be fetched is refused", async () => {
  for (const address of addresses()) {
    const text = `Read ${address} ![x](${address}) <img src="${address}"> [a]: ${address}`;
    expect(await (await createBrowser(handle, a).send(text)).text()).toContain("RUN_FINISHED");
    for (const part of [
      { type: "image", source: { type: "url", value: address } },
      { type: "image_url", image_url: { url: address } },
      { type: "binary", mimeType: "image/png", url: address },
      { type: "document", source: { type: "url", value: address } },
    ]) {
      const message = { ...said(""), content: [{ type: "text", text: "look" }, part] };
      const refused = await handle(post("/agent/helper/run", input(randomUUID(), [message])), a);
      expect(refused.status, JSON.stringify(part)).toBe(400);
    }
  }
  expect(called).toEqual([]);
});

it("where the body says that things are elsewhere, nobody looks there", async () => {
  const [address = ""] = addresses();
  const given = {
    tools: [{ name: "t", description: address, parameters: { $ref: address } }],
    context: [{ description: "url", value: address }],
    state: { url: address, $ref: address },
  };
  const turn = {
    forwardedProps: {
      turn: { op: "send", parentId: null },
      url: address,
      agentUrl: address,
      mcpServers: [{ url: address }],
    },
  };
  const body = { ...input(randomUUID(), [said("x")]), ...given, ...turn, url: address, callbackUrl: address };
  const headers = { "x-forwarded-host": `127.0.0.1:${port}`, "x-agent-url": address, referer: address };
  await (await handle(post("/agent/helper/run", body, headers), a)).text();
  expect(site.agent.runs()).toHaveLength(1);
  expect(JSON.stringify(site.agent.runs().map((call) => call.body))).not.toContain(String(port));
  expect(called).toEqual([]);
});

it("what an agent answers is shown, kept, exported and shared, and no address in it is opened", async () => {
  const browser = createBrowser(handle, a);
  site.agent.answer = (response) => {
    const [id, call] = [randomUUID(), randomUUID()];
    const all = addresses();
    const frames = [
      begin,
      say("See ", id),
      ...all.map((address) => more(`![x](${address}) <iframe src="${address}"></iframe> ${address}\n\n`, id)),
      close(id),
      event({ type: "TOOL_CALL_START", toolCallId: call, toolCallName: "open", parentMessageId: id }),
      event({ type: "TOOL_CALL_ARGS", toolCallId: call, delta: JSON.stringify({ url: all[0], href: all[1] }) }),
      event({ type: "TOOL_CALL_END", toolCallId: call }),
      event({ type: "TOOL_CALL_RESULT", messageId: randomUUID(), toolCallId: call, content: all.join(" ") }),
      event({ type: "STATE_SNAPSHOT", snapshot: { $ref: all[0], url: all[1], image: all[2] } }),
      event({ type: "CUSTOM", name: "open", value: { url: all[0] } }),
      finish,
    ];
    sse(response).end(frames.join(""));
  };
  expect(await (await browser.send("go")).text()).toContain(`127.0.0.1:${port}/plain`);
  await browser.stored();
  const owner = { userId: a.user.id, threadId: browser.threadId };
  const thread = await exportedThread(site.db, owner);
  if (!thread) throw new Error("the conversation is gone");
  for (const format of ["md", "json"] as const)
    for await (const _ of writeThread(site.db, thread, {
      userId: owner.userId,
      format,
      locale: "en",
      now: new Date(),
      nameOf: (id) => id,
    }));
  await shareThread(site.db, { ...owner, expiresInDays: null });
  expect(called).toEqual([]);
});

it("an agent that sends the site elsewhere is not followed there", async () => {
  for (const status of [301, 302, 303, 307, 308]) {
    site.agent.answer = (response) => response.writeHead(status, { location: `http://127.0.0.1:${port}/moved` }).end();
    const text = await (await createBrowser(handle, a).send("go")).text();
    expect(text).toContain("AGENT_UNREACHABLE");
    expect(text).not.toContain("/moved");
  }
  expect(called).toEqual([]);
});
