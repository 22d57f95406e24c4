import "server-only";
import { z } from "zod";
import { areReadable } from "./callback-url";

const text = z.string().optional();
const form = z.object({ csrfToken: text, callbackUrl: text, json: text }).passthrough();

/**
 * Whether next-auth can read what was posted to it. It throws at JSON that is none, and at an address that is no text or no
 * address: with status 500, for whoever likes to fill a log.
 */
export function isReadableForm(contentType: string | null, body: Uint8Array, siteUrl: string): boolean {
  const read = form.safeParse(parse(contentType ?? "", Buffer.from(body).toString("utf8")));
  return read.success && areReadable([read.data.callbackUrl], siteUrl);
}

function parse(contentType: string, body: string): unknown {
  if (!contentType.includes("application/json")) return Object.fromEntries(new URLSearchParams(body));
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
