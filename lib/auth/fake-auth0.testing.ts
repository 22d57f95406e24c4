import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

type Sent = { status: number; body: unknown };

/** A tenant that answers as a test says, and remembers what it was asked. */
export type FakeAuth0 = {
  issuer: string;
  calls: URLSearchParams[];
  answer: (form: URLSearchParams) => Sent | Promise<Sent>;
  close: () => void;
};

/** Numbered, so that a test sees which exchange a token is from. */
export const renewedTokens = (n: number, expiresIn = 3_600): Sent => ({
  status: 200,
  body: { access_token: `a${n}`, refresh_token: `r${n}`, expires_in: expiresIn, token_type: "Bearer" },
});

export const invalidGrant: Sent = { status: 403, body: { error: "invalid_grant" } };

/** Each has an address of its own: what the site knows of one tenant does not hold for the next. */
export async function startFakeAuth0(): Promise<FakeAuth0> {
  const server = createServer((request, response) => {
    if (request.url?.endsWith("openid-configuration")) {
      response.end(JSON.stringify({ issuer: fake.issuer, token_endpoint: `${fake.issuer}oauth/token` }));
      return;
    }
    let body = "";
    request.on("data", (chunk: Buffer) => {
      body += chunk.toString();
    });
    request.on("end", async () => {
      const form = new URLSearchParams(body);
      fake.calls.push(form);
      const { status, body: sent } = form.has("token") ? { status: 200, body: {} } : await fake.answer(form);
      if (status === 0) return void response.destroy();
      response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(sent));
    });
  });
  const fake: FakeAuth0 = {
    issuer: "",
    calls: [],
    answer: () => renewedTokens(2),
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  fake.issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  return fake;
}
