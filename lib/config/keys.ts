/**
 * Reads a 32-byte key written as 64 hexadecimal characters, base64 or base64url.
 *
 * @returns the bytes, or null when the text is not exactly 32 bytes in one of these forms
 */
export function parseKey(text: string): Uint8Array | null {
  const trimmed = text.trim();
  if (/^[0-9a-f]{64}$/i.test(trimmed)) return new Uint8Array(Buffer.from(trimmed, "hex"));
  if (!/^[A-Za-z0-9+/_-]{43}=?$/.test(trimmed)) return null;
  const bytes = Buffer.from(trimmed, "base64url");
  return bytes.length === 32 ? new Uint8Array(bytes) : null;
}
