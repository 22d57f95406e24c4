import { describe, expect, it } from "vitest";
import { createSheet } from "./report";
import { startAgent } from "./started-agent";

const server = (more: string) =>
  `node -e "${more};require('node:http').createServer((q,r)=>r.end(JSON.stringify({status:'Healthy'}))).listen(process.env.PORT)"`;

const start = (command: string) => {
  const sheet = createSheet();
  const options = {
    command,
    cwd: process.cwd(),
    env: process.env,
    port: undefined,
    pingPath: "/ping",
    sheet,
    shutdownMs: 400,
  };
  return { sheet, agent: startAgent({ ...options, signal: new AbortController().signal }) };
};

describe("an agent that is started", { timeout: 30_000 }, () => {
  it("is measured, and ends at SIGTERM", async () => {
    const { sheet, agent } = start(server(""));
    await (await agent).end(sheet);
    expect(sheet.results()).toMatchObject([
      { id: "start", status: "ok" },
      { id: "shutdown", status: "ok" },
    ]);
  });

  it("is found out when it does not care about SIGTERM, and is ended all the same", async () => {
    const { sheet, agent } = start(server("process.on('SIGTERM',()=>{})"));
    const { origin, end } = await agent;
    await end(sheet);
    expect(sheet.statusOf("shutdown")).toBe("failed");
    await expect(fetch(`${origin}/ping`)).rejects.toThrow();
  });

  it("that ends at once is quoted with its last words, which a terminal only shows", async () => {
    const { agent } = start(`node -e "console.error('no \\x1b[2Jmodel');process.exit(4)"`);
    await expect(agent).rejects.toMatchObject({
      exit: 3,
      message: expect.stringMatching(/exit code 4[\s\S]*no \[2Jmodel/),
    });
  });
});
