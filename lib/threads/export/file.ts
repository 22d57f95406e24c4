import "server-only";
import { z } from "zod";
import { log } from "../../log";

const TYPES = { md: "text/markdown; charset=utf-8", json: "application/json; charset=utf-8" } as const;
export type ExportFormat = keyof typeof TYPES;

export const exportQuery = z.object({ format: z.enum(["md", "json"]).default("md") });

/** Longest name without its end: file systems take 255 bytes, and a Japanese character has three. */
const MAX_NAME_BYTES = 150;

/**
 * A file to save, written while it is sent. It is read no faster than the other side takes it; when that goes away,
 * reading ends. A failure midway breaks the download off, so that half a file is not taken for a whole one.
 *
 * @param name without the end; anybody's text
 */
export function fileResponse(pieces: AsyncGenerator<string>, name: string, format: ExportFormat): Response {
  const encoder = new TextEncoder();
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      try {
        const { done, value } = await pieces.next();
        if (done) controller.close();
        else controller.enqueue(encoder.encode(value));
      } catch (error) {
        log.error({ err: error }, "an export broke off");
        controller.error(new Error("the export broke off"));
      }
    },
    async cancel() {
      await pieces.return(undefined);
    },
  });
  return new Response(body, {
    headers: {
      "content-type": TYPES[format],
      "content-disposition": disposition(name, format),
      "cache-control": "private, no-store",
      "x-content-type-options": "nosniff",
      // Should a browser show it after all, it is nobody's page.
      "content-security-policy": "default-src 'none'; sandbox",
    },
  });
}

/** RFC 6266: a plain name for the old, and RFC 5987's encoding of the real one. */
export function disposition(name: string, format: ExportFormat): string {
  const safe = safeFileName(name);
  const plain = safe.replace(/[^\x20-\x7e]+/g, "_").replace(/["\\%;]/g, "_");
  const encoded = encodeURIComponent(safe).replace(
    /['()*!]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `attachment; filename="${plain}.${format}"; filename*=UTF-8''${encoded}.${format}`;
}

/**
 * A name that every file system takes and that names no other place: without separators, control and direction signs,
 * and without dots and spaces at its ends.
 */
export function safeFileName(name: string): string {
  const clean = name
    .toWellFormed()
    .normalize("NFC")
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Co}\ufffd]+/gu, "")
    .replace(/[/\\:*?"<>|\s]+/g, " ")
    .replace(/^[\s.~-]+/, "");
  let kept = "";
  for (const { segment } of new Intl.Segmenter(undefined, { granularity: "grapheme" }).segment(clean.slice(0, 400))) {
    if (Buffer.byteLength(kept + segment) > MAX_NAME_BYTES) break;
    kept += segment;
  }
  kept = kept.replace(/[\s.]+$/, "");
  // Names of devices on Windows, whatever comes after a dot.
  return kept === "" || /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i.test(kept) ? `chat ${kept}`.trim() : kept;
}
