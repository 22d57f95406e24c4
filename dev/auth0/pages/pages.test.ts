import { describe, expect, it } from "vitest";
import { html } from "./html";
import { chooseLanguage } from "./texts";

describe("html", () => {
  it("escapes what is put in, and not what it made itself", () => {
    const inner = html`<b>${"<i>&\"'"}</b>`;
    expect(html`<p title="${'"x"'}">${[inner, inner]}${undefined}${1}</p>`.html).toBe(
      '<p title="&quot;x&quot;"><b>&lt;i&gt;&amp;&quot;&#39;</b><b>&lt;i&gt;&amp;&quot;&#39;</b>1</p>',
    );
  });
});

describe("chooseLanguage", () => {
  it.each([
    [undefined, undefined, "en"],
    [undefined, "ja", "ja"],
    [undefined, "fr-FR,fr;q=0.9", "en"],
    [undefined, "en;q=0.5, ja-JP;q=0.9", "ja"],
    [undefined, "fr, ja;q=0.4, en;q=0.3", "ja"],
    ["ja", "en", "ja"],
    ["fr ja-JP en", "en", "ja"],
    ["fr", "ja", "ja"],
    ["", "", "en"],
  ] as const)("ui_locales %j and Accept-Language %j give %s", (uiLocales, accept, language) => {
    expect(chooseLanguage(uiLocales, accept)).toBe(language);
  });
});
