import { expect, test } from "vitest";
import { arnOf } from "../agentcore/local-agents";
import { readArguments, USAGE } from "./arguments.ts";

const read = (...args: string[]) => readArguments(args, "/here");
const agentsOf = (...args: string[]) => {
  const result = read(...args);
  if (result.kind !== "start") throw new Error(JSON.stringify(result));
  return result.agents;
};

test("without anything the system starts as it is", () => {
  expect(read()).toEqual({ kind: "start", site: true, agents: [] });
  expect(read("--no-site")).toEqual({ kind: "start", site: false, agents: [] });
});

test.each(["--help", "-h"])("%s, wherever it stands, is help", (flag) => {
  expect(read("--agent", "x", flag)).toEqual({ kind: "help" });
  expect(USAGE).toContain("--agent 'python my_agent.py'");
});

test("a command runs where the developer is, under the name of its program", () => {
  expect(agentsOf("--agent", "python my_agent.py")).toEqual([
    { id: "my_agent", name: "my_agent", protocol: "agui", command: "python my_agent.py", cwd: "/here" },
  ]);
});

test.each([
  ["python src/my_agent.py --fast", "my_agent"],
  ["uvicorn my.agent:app --port $PORT", "my.agent"],
  ["MODEL=x npx tsx agent.ts", "agent"],
  ["./bin/serve", "serve"],
  ["http://localhost:9000/", "localhost:9000"],
  ["demo", "Demo agent"],
])("%s is called %s", (what, name) => {
  expect(agentsOf("--agent", what)[0]?.name).toBe(name);
});

test("details belong to the agent before them; with one agent the order does not matter", () => {
  const one = agentsOf("--protocol", "http", "--agent=python a.py", "--input=input.prompt", "--name", "Ask me");
  expect(one).toEqual([
    {
      id: "ask-me",
      name: "Ask me",
      protocol: "http",
      input: "input.prompt",
      command: "python a.py",
      cwd: "/here",
    },
  ]);
  const two = agentsOf("--agent", "python a.py", "--port", "9000", "--agent", "python b.py", "--protocol", "http");
  expect(two.map(({ protocol, port }) => [protocol, port])).toEqual([
    ["agui", 9000],
    ["http", undefined],
  ]);
});

test("an address is used as it is, up to where AgentCore's paths begin", () => {
  const urls = ["http://localhost:8080", "http://localhost:8080/", "http://localhost:8080/invocations"];
  for (const url of urls) expect(agentsOf("--agent", url)[0]).toMatchObject({ url: "http://localhost:8080" });
});

test("several agents of one name have ids of their own; the demo agent may stand beside them", () => {
  const ids = agentsOf("--agent", "python a.py", "--agent", "python a.py", "--agent", "demo", "--agent", "日本.py");
  expect(ids.map(({ id }) => id)).toEqual(["a", "a-2", "default", "agent"]);
  // In an ARN the hyphen is an underscore too, and a digit has a word before it.
  const alike = ["a-b.py", "a_b.py", "1.py", "agent_1.py"].flatMap((file) => ["--agent", `python ${file}`]);
  const arns = agentsOf(...alike).map(arnOf);
  expect(new Set(arns).size).toBe(4);
});

test.each([
  [["--agnet", "x"], "There is no --agnet."],
  [["-x"], "There is no -x."],
  [["python", "a.py"], `"python" stands alone. A command with spaces needs quotes: --agent 'python my_agent.py'.`],
  [["--agent"], "--agent needs a value."],
  [["--agent", "--no-site"], "--agent needs a value."],
  [["--agent", " "], "--agent needs a value."],
  [["--protocol", "http"], "--protocol is about an agent, and there is no --agent."],
  [["--name", "x", "--agent", "a", "--agent", "b"], "Put --name after the --agent that it is about."],
  [["--agent", "a", "--name", "x", "--name", "y"], "--name is given twice for one agent."],
  [["--name", "x", "--agent", "a", "--name", "y"], "--name is given twice for one agent."],
  [["--agent", "a", "--protocol", "mcp"], '--protocol is "mcp"; it has to be agui or http.'],
  [
    ["--agent", "a", "--protocol", "http", "--input", "text"],
    '--input is "text"; it has to be prompt or input.prompt.',
  ],
  [["--agent", "a", "--input", "prompt"], "--input is for --protocol http; AG-UI has one shape."],
  [["--agent", "a", "--port", "http"], '--port is "http"; it has to be a port number.'],
  [["--agent", "a", "--port", "70000"], '--port is "70000"; it has to be a port number.'],
  [["--agent", "http://x", "--port", "1"], "--port is for a command; an address has its port in it."],
  [["--agent", "http://"], '--agent is "http://", which is no address.'],
  [["--agent", "demo", "--protocol", "http"], "--agent demo takes a --name and nothing else."],
])("%o is refused with a sentence", (args, problem) => {
  expect(read(...args)).toEqual({ kind: "wrong", problem });
});
