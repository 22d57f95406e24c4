import { describe, expect, test } from "vitest";
import { banner } from "./banner.ts";
import { createPaint, formatTable, prettyLine, readAgentLine } from "./console.ts";
import { planStack } from "./environment.ts";

describe("colours", () => {
  test.each<[Record<string, string>, boolean, boolean]>([
    [{}, true, true],
    [{}, false, false],
    [{ NO_COLOR: "1" }, true, false],
    [{ NO_COLOR: "" }, true, true],
    [{ FORCE_COLOR: "1" }, false, true],
    [{ FORCE_COLOR: "0" }, false, false],
    [{ FORCE_COLOR: "1", NO_COLOR: "1" }, true, false],
  ])("%o on a terminal (%s): %s", (env, isTerminal, coloured) => {
    expect(createPaint(env, isTerminal)("red", "x")).toBe(coloured ? "\u001b[31mx\u001b[0m" : "x");
  });
});

describe("log lines", () => {
  const plain = createPaint({}, false);
  test.each([
    ["ready in 2 s", "ready in 2 s"],
    ["\u001b[?25hready\u001b[?25l", "ready"],
    ['{"level":broken', '{"level":broken'],
    ['{"level":30,"time":1,"pid":1,"hostname":"h","name":"n","msg":"hello"}', "info hello"],
    ['{"level":40,"msg":"slow","ms":12,"to":"a b","in":{"a":1}}', 'warn slow ms=12 to="a b" in={"a":1}'],
    ['{"level":50,"err":{"message":"m","stack":"Error: m\\n at x"},"msg":"failed"}', "error failed\nError: m\n at x"],
  ])("%s", (line, pretty) => {
    expect(prettyLine(line, plain)).toBe(pretty);
  });
});

describe("lines of a developer's own agent", () => {
  const plain = createPaint({}, false);
  test.each([
    ['{"level":40,"agent":"mine","session":"3f2a91bc","msg":"INFO: up"}', { agent: "mine", text: "3f2a91bc INFO: up" }],
    ['{"level":40,"agent":"mine","msg":"It does not start."}', { agent: "mine", text: "It does not start." }],
    [
      '{"level":30,"agent":"mine","session":"a","msg":"{\\"level\\":30,\\"msg\\":\\"hi\\"}"}',
      { agent: "mine", text: "a info hi" },
    ],
    ['{"level":30,"session":"a","msg":"session started"}', null],
    ['{"level":30,"agent":7,"msg":"x"}', null],
    ['says "agent": itself', null],
  ])("%s", (line, read) => {
    expect(readAgentLine(line, plain)).toEqual(read);
  });
});

test("a table's columns stand under each other, wide characters too", () => {
  expect(
    formatTable([
      ["a", "b", "c"],
      ["日本", "x"],
      ["", "", "z"],
    ]),
  ).toEqual(["a      b   c", "日本   x", "           z"]);
});

describe("the banner", () => {
  const people = [{ name: "Aiko", email: "aiko@example.com" }];
  const text = (set: Record<string, string>, site = true) => {
    const result = planStack(set);
    if (!result.ok) throw new Error("no plan");
    return banner(result.plan, site, people, createPaint({}, false));
  };

  test("names every address and who can sign in", () => {
    expect(text({})).toMatch(/http:\/\/localhost:3000 +the site\n/);
    expect(text({})).toMatch(/http:\/\/localhost:4010 +local Auth0\n/);
    expect(text({})).toMatch(/http:\/\/localhost:4020 +local AgentCore, .*MODEL_PROVIDER=demo\n/);
    expect(text({})).toMatch(/Aiko {3}aiko@example.com/);
    expect(text({})).toContain("Ctrl-C ends everything.");
  });

  test("lists the developer's own agents, where to talk to them, and when new code counts", () => {
    const agents = [
      { id: "mine", name: "Mine", protocol: "http", input: "input.prompt", command: "python a.py" },
      { id: "other", name: "Other", url: "http://localhost:9000" },
    ];
    const own = text({ LOCAL_AGENTCORE_AGENTS: JSON.stringify(agents) });
    expect(own).toMatch(/Mine +python a\.py +http, input\.prompt +http:\/\/localhost:3000\/\?agent=mine\n/);
    expect(own).toMatch(/Other +http:\/\/localhost:9000 +AG-UI +http:\/\/localhost:3000\/\?agent=other\n/);
    expect(own).toContain("save a file, and the next new conversation has it.");
    expect(own).not.toContain("MODEL_PROVIDER");
  });

  test("says what does not run here, and offers nobody who cannot sign in", () => {
    const theirs = text({ AUTH0_ISSUER: "https://acme.auth0.com/", AGENTS: "[]" });
    expect(theirs).toMatch(/https:\/\/acme.auth0.com\/ +Auth0, from AUTH0_ISSUER/);
    expect(theirs).toContain("agents from AGENTS; no local AgentCore");
    expect(theirs).not.toContain("Aiko");
    expect(text({}, false)).not.toContain("the site");
  });
});
