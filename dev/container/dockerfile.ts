export type Instruction = { name: string; value: string };

/** What a container of an image is started with. */
export type Image = {
  env: Readonly<Record<string, string>>;
  command: readonly string[];
  healthcheck: readonly string[];
};

/** The stages of a Dockerfile, each the instructions from one FROM to the next; comments and line ends taken out. */
export function stagesOf(text: string): Instruction[][] {
  const lines = text
    .replace(/^\s*#.*\n/gm, "")
    .replace(/\\\n\s*/g, " ")
    .split("\n")
    .filter((line) => line.trim());
  const stages: Instruction[][] = [];
  for (const line of lines) {
    const [, name = "", value = ""] = line.match(/^(\w+)\s+(.*)$/) ?? [];
    if (name === "FROM") stages.push([]);
    stages.at(-1)?.push({ name, value: value.trim() });
  }
  return stages;
}

/** The last stage as what runs: tests start the site with this instead of with a copy of it. */
export function imageOf(text: string): Image {
  const image = stagesOf(text).at(-1) ?? [];
  const of = (name: string) => image.filter((one) => one.name === name).map(({ value }) => value);
  const list = (value: string | undefined) => JSON.parse(value?.match(/\[.*\]/)?.[0] ?? "[]") as string[];
  const pairs = of("ENV").flatMap((value) => value.split(/\s+/));
  return {
    env: Object.fromEntries(pairs.map((pair) => [pair.slice(0, pair.indexOf("=")), pair.slice(pair.indexOf("=") + 1)])),
    command: list(of("CMD")[0]),
    healthcheck: list(of("HEALTHCHECK")[0]),
  };
}
