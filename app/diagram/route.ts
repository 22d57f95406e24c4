import { mermaidVersion } from "./mermaid";

// Made once, when the site is built: the same for everybody.
export const dynamic = "force-static";

/**
 * The empty page that draws diagrams. It stands in a sandboxed frame of its own and runs nothing but the two files it
 * names; its policy is `DIAGRAM_POLICY` of lib/http/headers.
 */
export async function GET(): Promise<Response> {
  const version = await mermaidVersion();
  const page = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>Diagram</title>
<body>
<script src="/diagram/mermaid.js?v=${version}"></script>
<script src="/diagram/draw.js"></script>
`;
  return new Response(page, {
    headers: { "content-type": "text/html; charset=utf-8", "cache-control": "public, max-age=3600" },
  });
}
