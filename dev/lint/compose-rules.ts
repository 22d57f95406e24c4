import { parse } from "yaml";
import { z } from "zod";
import { schemaProblems } from "./compose-schema";

/** Names of what would be a secret, on a server. */
const SECRET_NAME = /SECRET|PASSWORD|TOKEN|KEY/;
/** What a value that protects nothing says of itself, in plain or in hexadecimal. */
const SAYS_IT_IS_NONE = /local|demo|development|no-secret/;
const LOOPBACK_PORT = /^(127\.0\.0\.1|\[::1\]|localhost):/;
const VERSIONED = /(:(?!latest$)[\w.-]+|@sha256:[0-9a-f]{64})$/;

const environment = z
  .union([z.array(z.string()), z.record(z.union([z.string(), z.number(), z.boolean(), z.null()]))])
  .transform((given) =>
    Array.isArray(given)
      ? given.map((line): [string, string] => [line.split("=", 1)[0] ?? "", line.slice(line.indexOf("=") + 1)])
      : Object.entries(given).map(([name, value]): [string, string] => [name, String(value ?? "")]),
  );

const service = z
  .object({
    image: z.string().optional(),
    build: z.union([z.string(), z.object({ target: z.string().optional() }).passthrough()]).optional(),
    environment: environment.default([]),
    ports: z
      .array(z.union([z.string(), z.number(), z.object({ host_ip: z.string().optional() }).passthrough()]))
      .default([]),
    volumes: z.array(z.unknown()).default([]),
    healthcheck: z.unknown().optional(),
    depends_on: z.union([z.array(z.string()), z.record(z.object({ condition: z.string() }).passthrough())]).optional(),
    privileged: z.boolean().default(false),
    network_mode: z.string().optional(),
  })
  .passthrough();
type Service = z.infer<typeof service>;

const compose = z.object({ services: z.record(service) }).passthrough();

/**
 * What is wrong with a compose file: what the specification's schema finds, and what we hold it to beyond that.
 *
 * @param checkedTargets stages of our Dockerfile that bring their own HEALTHCHECK
 * @returns one sentence for each problem; empty when there is none
 */
export function composeProblems(text: string, checkedTargets: readonly string[]): string[] {
  const file: unknown = parse(text, { merge: true });
  const found = schemaProblems(file);
  const read = compose.safeParse(file);
  if (!read.success) return [...found, `not a compose file: ${read.error.issues[0]?.message}`];
  const { services } = read.data;
  const isChecked = ({ healthcheck, build }: Service) =>
    healthcheck !== undefined || (typeof build === "object" && checkedTargets.includes(build.target ?? ""));
  return [
    ...found,
    ...Object.entries(services).flatMap(([name, one]) =>
      [
        ...(isChecked(one) || runsOnce(name, services) ? [] : ["has no health check"]),
        ...waitProblems(one, services, isChecked),
        ...serviceProblems(one),
      ].map((problem) => `${name}: ${problem}`),
    ),
  ];
}

/** Others wait for its end. */
const runsOnce = (name: string, services: Record<string, Service>) =>
  Object.values(services).some(
    ({ depends_on: needs }) =>
      needs && !Array.isArray(needs) && needs[name]?.condition === "service_completed_successfully",
  );

function waitProblems(
  one: Service,
  services: Record<string, Service>,
  isChecked: (other: Service) => boolean,
): string[] {
  const needs = one.depends_on ?? {};
  if (Array.isArray(needs)) return ["depends_on waits for a start only; give each a condition"];
  return Object.entries(needs).flatMap(([name, { condition }]) => {
    const other = services[name];
    if (!other) return [`depends on ${name}, which there is not`];
    return condition === "service_healthy" && !isChecked(other) ? [`waits for ${name}, which has no health check`] : [];
  });
}

function serviceProblems(one: Service): string[] {
  const problems: string[] = [];
  if (one.image && !one.build && !VERSIONED.test(one.image))
    problems.push(`${one.image} may be another image tomorrow`);
  for (const port of one.ports)
    if (typeof port === "object" ? port.host_ip !== "127.0.0.1" : !LOOPBACK_PORT.test(String(port)))
      problems.push(`port ${JSON.stringify(port)} is open to the whole network; begin it with 127.0.0.1:`);
  if (one.privileged) problems.push("is privileged, which is root on the host");
  if (one.network_mode === "host") problems.push("has the host's network, and with it every port");
  if (JSON.stringify(one.volumes).includes("docker.sock"))
    problems.push("has Docker's socket, which is root on the host");
  return [...problems, ...secretProblems(one.environment)];
}

function secretProblems(entries: [string, string][]): string[] {
  return entries
    .map(([name, value]) => ({ name, secret: SECRET_NAME.test(name) ? value : (passwordIn(value) ?? "") }))
    .filter(({ secret }) => secret !== "" && !isFromOutside(secret) && !isNone(secret))
    .map(
      ({ name }) =>
        `${name} looks like a secret; take it from outside, or let its value say that it is for this machine only`,
    );
}

const passwordIn = (value: string) => /^\w+:\/\/[^:/@]+:([^@]+)@/.exec(value)?.[1];
/** `${NAME}` or `${NAME:-}`: with a default it would be a value of this file. */
const isFromOutside = (value: string) => /^\$\{\w+(:?-|:?\?[^}]*)?\}$/.test(value);
const isNone = (value: string) =>
  [value, Buffer.from(value, "hex").toString("utf8")].some((text) => SAYS_IT_IS_NONE.test(text));
