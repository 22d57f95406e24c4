import { createHash } from "node:crypto";
import { type Html, html } from "./html";
import { type Language, textsIn } from "./texts";

const style = `
:root{color-scheme:light dark;--page:#f4f5f7;--card:#fff;--text:#1b1f24;--soft:#57606a;--line:#d0d7de;--accent:#0b5fcc;--on-accent:#fff;--hover:#eef4fc;--note:#fff6dd;--note-text:#5c4300;--note-line:#f0d58a}
@media (prefers-color-scheme:dark){:root{--page:#0d1117;--card:#161b22;--text:#e6edf3;--soft:#9da7b3;--line:#343b44;--accent:#6cb0ff;--on-accent:#06182e;--hover:#1c2a3c;--note:#2a2310;--note-text:#f0d58a;--note-line:#5c4a17}}
*{box-sizing:border-box}
body{margin:0;min-height:100vh;display:grid;place-items:center;padding:16px;background:var(--page);color:var(--text);font:16px/1.5 system-ui,-apple-system,"Segoe UI","Hiragino Sans","Noto Sans JP","Noto Sans CJK JP",sans-serif}
main{width:100%;max-width:420px;background:var(--card);border:1px solid var(--line);border-radius:16px;padding:28px 24px;overflow-wrap:anywhere}
.badge{display:inline-block;margin:0 0 14px;padding:2px 10px;border:1px solid var(--note-line);border-radius:999px;background:var(--note);color:var(--note-text);font-size:13px}
h1{margin:0 0 8px;font-size:24px;line-height:1.3;text-wrap:balance}
h2{margin:20px 0 8px;font-size:15px}
p{margin:0 0 16px;color:var(--soft)}
form{margin:0}
:lang(ja){word-break:auto-phrase}
ul{list-style:none;margin:0 0 16px;padding:0;display:grid;gap:10px}
button{font:inherit;cursor:pointer;border-radius:12px;border:1px solid var(--line);background:transparent;color:var(--text);padding:11px 16px;width:100%;min-height:48px}
button:hover{background:var(--hover);border-color:var(--accent)}
button:focus-visible,input:focus-visible,a:focus-visible{outline:3px solid var(--accent);outline-offset:2px}
button.main{background:var(--accent);border-color:var(--accent);color:var(--on-accent);font-weight:600;margin-bottom:10px}
button.main:hover{filter:brightness(1.08)}
button.quiet{border-color:transparent;color:var(--soft);margin-bottom:-12px}
.person{display:flex;align-items:center;gap:12px;text-align:start}
.initials{flex:none;width:40px;height:40px;border-radius:50%;display:grid;place-items:center;background:var(--accent);color:var(--on-accent);font-weight:600;font-size:15px}
.person strong,.person small{display:block}
small{color:var(--soft);font-size:14px}
label{display:block;font-weight:600;margin-bottom:6px}
input[type=text]{font:inherit;width:100%;min-height:48px;padding:8px 14px;margin-bottom:14px;border:1px solid var(--line);border-radius:12px;background:var(--page);color:var(--text);font-size:20px;letter-spacing:.12em;text-transform:uppercase}
.code{display:block;margin:0 0 18px;padding:12px;border:1px dashed var(--line);border-radius:12px;color:var(--text);font:600 28px/1.2 ui-monospace,Menlo,Consolas,monospace;letter-spacing:.1em;text-align:center}
.wrong{color:#b3261e}
@media (prefers-color-scheme:dark){.wrong{color:#ff9c93}}
dl{margin:0;padding:12px 14px;border-radius:12px;background:var(--page);font-size:14px}
dt{color:var(--soft)}dd{margin:0 0 8px;font-family:ui-monospace,Menlo,Consolas,monospace}dd:last-child{margin:0}
`;

const styleHash = createHash("sha256").update(style).digest("base64");

/**
 * The headers of every page. `form-action` names the site too: Chromium applies it to each redirect that follows a
 * form, and signing in ends at the site's callback.
 */
export function pageHeaders(siteOrigins: readonly string[]): Record<string, string> {
  return {
    "Content-Security-Policy": [
      "default-src 'none'",
      `style-src 'sha256-${styleHash}'`,
      `form-action 'self' ${siteOrigins.join(" ")}`,
      "base-uri 'none'",
      "frame-ancestors 'none'",
    ].join("; "),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    // Not `no-referrer`: with it, browsers send `Origin: null` with our own forms.
    "Referrer-Policy": "same-origin",
    "Cache-Control": "no-store",
  };
}

/** A whole page. `title` is both the heading and the document's title. */
export function page(language: Language, title: string, body: Html): string {
  return html`<!DOCTYPE html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${title}</title>
<style>${{ html: style }}</style>
</head>
<body>
<main>
<span class="badge">${textsIn(language).badge}</span>
<h1>${title}</h1>
${body}
</main>
</body>
</html>
`.html;
}
