import { readEnvironment, type Tenant, tenantOf } from "../environment";
import { EXIT, type Io } from "../io";
import { parseOptions } from "../options";
import {
  type Credentials,
  credentialsFrom,
  forgetCredentials,
  keepCredentials,
  readCredentials,
  withLock,
} from "./credentials";
import { awaitTokens, requestDevice } from "./device-flow";
import { discover, postForm } from "./oauth";

/** `login`: signs a person in by the device flow, tells who is signed in, or forgets the sign-in. */
export async function login(args: readonly string[], io: Io): Promise<number> {
  const { values } = parseOptions(args, {
    status: { type: "boolean", default: false },
    forget: { type: "boolean", default: false },
    json: { type: "boolean", default: false },
  });
  const tenant = tenantOf(readEnvironment(io.env));
  if (values.forget) return await forget(tenant, io, values.json === true);
  if (values.status) return await status(tenant, io, values.json === true);
  return await signIn(tenant, io, values.json === true);
}

async function signIn(tenant: Tenant, io: Io, json: boolean): Promise<number> {
  const endpoints = await discover(tenant.issuer, io.signal);
  const device = await requestDevice(tenant, endpoints, io.signal);
  const address = device.verification_uri_complete ?? device.verification_uri;
  if (json) {
    const { user_code: userCode, verification_uri: verificationUri, expires_in: expiresInSeconds } = device;
    print(io, { event: "confirm", userCode, verificationUri, verificationUriComplete: address, expiresInSeconds });
  } else {
    io.err(`To sign in, open\n\n  ${address}\n\nand check that it shows the code ${device.user_code}. Waiting …\n`);
  }
  const { tokens, asked } = await awaitTokens(tenant, endpoints, device, io.signal);
  const credentials = credentialsFrom(tenant, tokens, asked);
  await withLock(tenant, io, () => keepCredentials(tenant, credentials, io));
  if (json) print(io, { event: "signed-in", ...describeSignIn(tenant, credentials) });
  else io.out(`Signed in as ${nameOf(credentials)}.\n`);
  return EXIT.ok;
}

async function status(tenant: Tenant, io: Io, json: boolean): Promise<number> {
  const held = await readCredentials(tenant, io);
  if (json)
    print(
      io,
      held ? describeSignIn(tenant, held) : { signedIn: false, issuer: tenant.issuer, audience: tenant.audience },
    );
  else if (!held) io.out(`Not signed in at ${tenant.issuer}.\n`);
  else {
    const until = new Date(held.expiresAt).toISOString();
    const then = held.refreshToken === null ? "then you sign in again" : "renewed by itself when needed";
    io.out(
      `Signed in as ${nameOf(held)} at ${tenant.issuer}\nfor ${tenant.audience}; token until ${until}, ${then}.\n`,
    );
  }
  return held ? EXIT.ok : EXIT.failed;
}

async function forget(tenant: Tenant, io: Io, json: boolean): Promise<number> {
  const held = await withLock(tenant, io, async () => {
    const found = await readCredentials(tenant, io);
    await forgetCredentials(tenant, io);
    return found;
  });
  const revoked = held?.refreshToken ? await revoke(tenant, held.refreshToken, io) : false;
  if (json) print(io, { signedIn: false, wasSignedIn: held !== null, revoked });
  else if (!held) io.out("Nobody was signed in.\n");
  else if (revoked) io.out("Signed out.\n");
  else io.out("Signed out here. The sign-in service could not be told; it ends the sign-in by itself in time.\n");
  return EXIT.ok;
}

/** Ends the refresh token at the tenant (RFC 7009). The file is gone already: whatever happens here, nobody is left signed in. */
async function revoke(tenant: Tenant, refreshToken: string, io: Io): Promise<boolean> {
  try {
    const { revocation_endpoint: announced } = await discover(tenant.issuer, io.signal);
    // Auth0 serves /oauth/revoke and does not always announce it.
    const endpoint = announced ?? new URL("oauth/revoke", tenant.issuer).href;
    const answer = await postForm(endpoint, { token: refreshToken, client_id: tenant.clientId }, io.signal);
    return answer?.status === 200;
  } catch {
    return false;
  }
}

/** What may be told of a sign-in: never a token. */
function describeSignIn(tenant: Tenant, held: Credentials) {
  return {
    signedIn: true,
    issuer: tenant.issuer,
    audience: tenant.audience,
    user: held.user,
    expiresAt: new Date(held.expiresAt).toISOString(),
    renewable: held.refreshToken !== null,
  };
}

const nameOf = ({ user }: Credentials) => user.name ?? user.email ?? user.sub;
const print = (io: Io, value: unknown) => io.out(`${JSON.stringify(value)}\n`);
