import type { Sheet } from "../report";

type Instruction = { name: string; value: string };
type Stage = { alias: string | null; base: string; platform: string | null; instructions: Instruction[] };

const IDS = ["dockerfile.platform", "dockerfile.user", "dockerfile.port", "dockerfile.secrets"] as const;
const SECRET_NAME = /(^|_)(SECRET|TOKEN|PASSWORD|PASSWD|API_?KEY|PRIVATE_?KEY|ACCESS_?KEY(_ID)?|CREDENTIALS?)(_|$)/i;
const SECRET_VALUE =
  /\b(AKIA|ASIA)[A-Z0-9]{16}\b|\bsk-[A-Za-z0-9_-]{16,}|-----BEGIN [A-Z ]*PRIVATE KEY-----|\bgh[pousr]_[A-Za-z0-9]{20,}/;

/** Looks at what a Dockerfile makes of its last stage; `text` is null when none was given. */
export function checkDockerfile(text: string | null, sheet: Sheet): void {
  if (text === null) {
    for (const id of IDS) sheet.unseen(id, "give --dockerfile to have it looked at");
    return;
  }
  const stages = readStages(text);
  const image = chainOf(stages);
  const [last] = image.slice(-1);
  if (!last) {
    for (const id of IDS) sheet.fail(id, "there is no FROM in it");
    return;
  }
  checkPlatform(image, sheet);
  const instructions = image.flatMap((stage) => stage.instructions);
  checkUser(instructions, sheet);
  checkPort(instructions, sheet);
  checkSecrets(stages, sheet);
}

function checkPlatform(image: readonly Stage[], sheet: Sheet): void {
  // The first stage of the chain is the one that pulls an image of some platform.
  const platform = image.find((stage) => stage.platform !== null)?.platform ?? null;
  if (platform === "linux/arm64" || platform === "linux/arm64/v8") sheet.ok("dockerfile.platform", platform);
  else if (platform === null || platform.startsWith("$"))
    sheet.warn("dockerfile.platform", "it depends on the machine that builds: no FROM --platform=linux/arm64");
  else sheet.fail("dockerfile.platform", platform);
}

function checkUser(instructions: readonly Instruction[], sheet: Sheet): void {
  const user = instructions
    .filter(({ name }) => name === "USER")
    .at(-1)
    ?.value.split(":")[0];
  if (user === undefined) sheet.fail("dockerfile.user", "there is no USER: it runs as root");
  else if (user === "root" || user === "0") sheet.fail("dockerfile.user", `USER ${user}`);
  else if (!/^\d+$/.test(user)) sheet.warn("dockerfile.user", `USER ${user} is a name, not a number`);
  else sheet.ok("dockerfile.user", user);
}

function checkPort(instructions: readonly Instruction[], sheet: Sheet): void {
  const ports = instructions
    .filter(({ name }) => name === "EXPOSE")
    .flatMap(({ value }) => value.split(/\s+/).map((port) => port.replace(/\/tcp$/i, "")));
  if (ports.includes("8080")) sheet.ok("dockerfile.port", "EXPOSE 8080");
  else if (ports.length === 0) sheet.warn("dockerfile.port", "there is no EXPOSE");
  else sheet.fail("dockerfile.port", `EXPOSE ${ports.join(" ")}`);
}

function checkSecrets(stages: readonly Stage[], sheet: Sheet) {
  for (const { name, value } of stages.flatMap((stage) => stage.instructions)) {
    if (name === "ENV" || name === "ARG") {
      for (const [key, given] of pairs(value)) {
        if (given === "" || given.startsWith("$")) continue;
        if (SECRET_NAME.test(key) || SECRET_VALUE.test(given))
          return sheet.fail("dockerfile.secrets", `${name} ${key} has a value`);
      }
    }
    const file =
      name === "COPY" || name === "ADD"
        ? /(^|[\s/])(\.env(\.\w+)?|[\w.-]+\.pem|id_rsa)(?=\s)/.exec(value)?.[2]
        : undefined;
    if (file !== undefined && !/^\.env\.(example|sample)$/.test(file))
      return sheet.fail("dockerfile.secrets", `${name} takes ${file} into the image`);
    if (name === "RUN" && SECRET_VALUE.test(value)) return sheet.fail("dockerfile.secrets", "a RUN has a key in it");
  }
  sheet.ok("dockerfile.secrets", "none seen");
}

/** The stages that the image consists of, from the one that pulls a base to the last. */
function chainOf(stages: readonly Stage[]): Stage[] {
  const chain: Stage[] = [];
  let at = stages.at(-1);
  while (at && !chain.includes(at)) {
    chain.unshift(at);
    const { base } = at;
    const index = stages.indexOf(at);
    at = stages.slice(0, index).find((stage) => stage.alias?.toLowerCase() === base.toLowerCase());
  }
  return chain;
}

/** Comments and line ends taken out; an ARG before the first FROM belongs to no stage and is none of the image. */
function readStages(text: string): Stage[] {
  const lines = text
    .replace(/^\s*#.*(\r?\n|$)/gm, "")
    .replace(/\\\r?\n\s*/g, " ")
    .split(/\r?\n/);
  const stages: Stage[] = [];
  for (const line of lines) {
    const [, word = "", rest = ""] = /^\s*(\w+)\s+(.*)$/.exec(line) ?? [];
    const name = word.toUpperCase();
    const value = rest.trim();
    if (name === "FROM") {
      const [, platform = null, base = "", alias = null] =
        /^(?:--platform=(\S+)\s+)?(\S+)(?:\s+AS\s+(\S+))?/i.exec(value) ?? [];
      stages.push({ alias, base, platform, instructions: [] });
    } else if (name !== "") stages.at(-1)?.instructions.push({ name, value });
  }
  return stages;
}

/** `KEY=value KEY2="a b"`, and the old `KEY value`. */
function pairs(value: string): [string, string][] {
  if (!/^[\w.-]+=/.test(value)) {
    const [key = "", ...rest] = value.split(/\s+/);
    return [[key, rest.join(" ")]];
  }
  return [...value.matchAll(/([\w.-]+)=("(?:[^"\\]|\\.)*"|'[^']*'|\S*)/g)].map(([, key = "", given = ""]) => [
    key,
    given.replace(/^(["'])(.*)\1$/, "$2"),
  ]);
}
