import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";

export type Reply = { status: number; headers: Record<string, string>; body: string };
/** Changes a reply on its way, as a wrong setting or a careless proxy would. */
export type Fault = (path: string, reply: Reply, times: number) => Reply;
export type FakeSite = { site: string; auth0: string; stop: () => Promise<void> };

export const FAKE_RELEASE = "0123456789ab";

const PAGE_HEADERS = {
  "content-type": "text/html; charset=utf-8",
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
  "referrer-policy": "same-origin",
  "cross-origin-opener-policy": "same-origin",
  "permissions-policy": "camera=()",
  "cache-control": "private, no-store",
  "x-release": FAKE_RELEASE,
};

const json = (status: number, body: unknown): Reply => ({
  status,
  headers: { "content-type": "application/json", "x-release": FAKE_RELEASE },
  body: JSON.stringify(body),
});

/** A site that is well, and its Auth0, on ports of this machine; `fault` sees every reply of both. */
export async function startFakeSite(fault: Fault = (_, reply) => reply): Promise<FakeSite> {
  const seen = new Map<string, number>();
  let site = "";
  let auth0 = "";
  const serve = (replies: (path: string) => Reply) =>
    createServer((request, response) => {
      const path = new URL(request.url ?? "/", "http://localhost").pathname;
      const times = (seen.get(path) ?? 0) + 1;
      seen.set(path, times);
      const { status, headers, body } = fault(path, replies(path), times);
      response.writeHead(status, headers).end(body);
    });
  const servers = [serve((path) => siteReply(path, { site, auth0 })), serve((path) => auth0Reply(path, auth0))];
  [site = "", auth0 = ""] = await Promise.all(servers.map(listen));
  return { site, auth0, stop: async () => void (await Promise.all(servers.map(close))) };
}

function siteReply(path: string, { site, auth0 }: { site: string; auth0: string }): Reply {
  if (path.startsWith("/api/health/")) return json(200, { status: "ok" });
  if (path === "/signin") {
    const nonce = Math.random().toString(36).slice(2);
    return {
      status: 200,
      headers: { ...PAGE_HEADERS, "content-security-policy": `default-src 'self'; script-src 'self' 'nonce-${nonce}'` },
      body: `<html><script src="/_next/static/chunks/a.js" nonce="${nonce}"></script></html>`,
    };
  }
  if (path === "/_next/static/chunks/a.js")
    return { status: 200, headers: { "content-type": "application/javascript" }, body: "0" };
  if (path === "/api/threads") return json(401, { code: "SIGN_IN_EXPIRED", message: "Sign in.", requestId: "r1" });
  if (path === "/api/auth/csrf") return json(200, { csrfToken: "token" });
  if (path === "/api/auth/signin/auth0") return json(200, { url: `${auth0}/authorize?${authorizeQuery(site)}` });
  if (path.startsWith("/api/")) return json(404, { code: "NOT_FOUND", message: "Not there.", requestId: "r2" });
  return { status: 404, headers: PAGE_HEADERS, body: "<html>not there</html>" };
}

function auth0Reply(path: string, auth0: string): Reply {
  if (path === "/.well-known/openid-configuration") return json(200, { authorization_endpoint: `${auth0}/authorize` });
  return { status: 302, headers: { location: "/u/login" }, body: "" };
}

export function authorizeQuery(site: string): URLSearchParams {
  return new URLSearchParams({
    response_type: "code",
    client_id: "client",
    redirect_uri: `${site}/api/auth/callback/auth0`,
    audience: "urn:your-company:agentcore-chat",
    scope: "openid profile email offline_access",
    state: "s".repeat(43),
    nonce: "n".repeat(43),
    code_challenge: "c".repeat(43),
    code_challenge_method: "S256",
  });
}

async function listen(server: Server): Promise<string> {
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const close = (server: Server) =>
  new Promise<void>((done) => {
    server.close(() => done());
    server.closeAllConnections();
  });
