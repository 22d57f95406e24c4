import { readFile } from "node:fs/promises";
import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import { extname, join } from "node:path";
import { REPOSITORY } from "../../dev/start/stack";
import type { SiteProcess } from "./site-process";

/** A host such as classic Amplify Hosting: a buffering proxy before a function. */
export type LambdaHost = {
  /** Requests that the function is at work on, such as `POST /api/threads/…/runs`. */
  open: () => string[];
  /** How many processes were started, killed in the middle of a request, and stand still now. */
  counts: () => { started: number; cut: number; frozen: number };
  close: () => Promise<void>;
};

type Instance = { site: SiteProcess; state: "none" | "frozen" | "busy" | "ending"; end: NodeJS.Timeout | undefined };
type Answer = { status: number; headers: string[]; body: Buffer };

const TYPES: Record<string, string> = { ".js": "text/javascript", ".css": "text/css", ".woff2": "font/woff2" };

/**
 * What AWS Lambda does to a site, done to processes of it. An instance serves one request at a time, stands still
 * (SIGSTOP) between two, and is killed `limitMs` after its last request began; if that is still on, the caller gets the
 * host's own 504. Answers are sent when they are whole. Who leaves does not end the request. Files of the build come from
 * elsewhere, as they would from a CDN.
 */
export async function startLambdaHost(options: {
  port: number;
  limitMs: number;
  sites: readonly SiteProcess[];
}): Promise<LambdaHost> {
  const instances: Instance[] = options.sites.map((site) => ({ site, state: "none", end: undefined }));
  const waiting: ((instance: Instance) => void)[] = [];
  const open = new Set<{ what: string }>();
  const counts = { started: 0, cut: 0 };
  let closed = false;

  const signal = ({ site }: Instance, name: NodeJS.Signals) => {
    const pid = site.pid();
    if (pid !== undefined) process.kill(-pid, name);
  };
  async function end(instance: Instance): Promise<void> {
    clearTimeout(instance.end);
    if (instance.state === "busy") counts.cut++;
    instance.state = "ending";
    await instance.site.kill();
    instance.state = "none";
    waiting.shift()?.(instance);
  }
  async function take(): Promise<Instance> {
    const free = instances.find(({ state }) => state === "frozen") ?? instances.find(({ state }) => state === "none");
    const instance = free ?? (await new Promise<Instance>((resolve) => waiting.push(resolve)));
    const isNew = instance.state === "none";
    clearTimeout(instance.end);
    instance.state = "busy";
    if (isNew) {
      counts.started++;
      await instance.site.start();
    } else signal(instance, "SIGCONT");
    instance.end = setTimeout(() => void end(instance), options.limitMs);
    return instance;
  }
  function giveBack(instance: Instance): void {
    if (instance.state !== "busy") return;
    signal(instance, "SIGSTOP");
    instance.state = "frozen";
    waiting.shift()?.(instance);
  }

  async function serve(incoming: IncomingMessage): Promise<Answer> {
    const sent: Buffer[] = [];
    for await (const chunk of incoming) sent.push(chunk as Buffer);
    const instance = await take();
    const mark = { what: `${incoming.method} ${incoming.url}` };
    open.add(mark);
    try {
      return await invoke(instance.site.url, incoming, Buffer.concat(sent));
    } catch {
      return { status: 504, headers: ["content-type", "text/html"], body: Buffer.from("<h1>Gateway Timeout</h1>") };
    } finally {
      open.delete(mark);
      giveBack(instance);
    }
  }

  const server = createServer((incoming, outgoing) => {
    const answer = incoming.url?.startsWith("/_next/static/") ? fileOf(incoming.url) : serve(incoming);
    void answer.then(
      ({ status, headers, body }) => outgoing.writeHead(status, headers).end(body),
      () => closed || unavailable(outgoing),
    );
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(options.port, () => resolve());
  });
  return {
    open: () => [...open].map(({ what }) => what),
    counts: () => ({ ...counts, frozen: instances.filter(({ state }) => state === "frozen").length }),
    close: async () => {
      closed = true;
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await Promise.all(instances.map(end));
    },
  };
}

function unavailable(outgoing: ServerResponse): void {
  outgoing.writeHead(503, { "content-type": "text/html" }).end("<h1>Service Unavailable</h1>");
}

/** One request to the function, answered when the whole answer is there. */
function invoke(site: string, incoming: IncomingMessage, body: Buffer): Promise<Answer> {
  const { method, url, headers } = incoming;
  return new Promise((resolve, reject) => {
    const onward = request(`${site}${url}`, {
      method,
      // A connection of its own: one that is kept may be to a process that stands still.
      agent: false,
      headers: { ...headers, "x-forwarded-for": "192.0.2.7", "accept-encoding": "identity", connection: "close" },
    });
    onward.on("error", reject);
    onward.on("response", (response) => {
      const parts: Buffer[] = [];
      response.on("data", (part: Buffer) => parts.push(part));
      response.on("error", reject);
      response.on("close", () => {
        if (!response.complete) return reject(new Error("cut"));
        const kept = response.rawHeaders.filter((_, at, all) => !hopByHop(all[at - (at % 2)] ?? ""));
        resolve({ status: response.statusCode ?? 502, headers: kept, body: Buffer.concat(parts) });
      });
    });
    onward.end(body);
  });
}

const hopByHop = (name: string) => /^(connection|keep-alive|transfer-encoding|content-length)$/i.test(name);

async function fileOf(url: string): Promise<Answer> {
  const path = decodeURIComponent(new URL(url, "http://cdn").pathname).replace("/_next/", "");
  try {
    const body = await readFile(join(REPOSITORY, ".next", path));
    return { status: 200, headers: ["content-type", TYPES[extname(path)] ?? "application/octet-stream"], body };
  } catch {
    return { status: 404, headers: [], body: Buffer.alloc(0) };
  }
}
