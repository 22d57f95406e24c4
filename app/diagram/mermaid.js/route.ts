import { mermaidScript } from "../mermaid";

// Read while the site is built and served as a file from then on: no host has to bring node_modules along for it.
export const dynamic = "force-static";

/** Mermaid, for the page that draws diagrams and for nothing else: 3.5 MB that no page of the site ever loads. */
export async function GET(): Promise<Response> {
  return new Response(await mermaidScript(), {
    headers: {
      "content-type": "text/javascript; charset=utf-8",
      "cache-control": "public, max-age=31536000, immutable",
    },
  });
}
