/*
 * Draws one diagram for the page around this frame, and answers with the picture as text.
 *
 * Whatever a diagram makes Mermaid do, it does it here: without an origin, a network, images or a say in the site.
 */
(() => {
  const LONGEST_WORDS = 600;
  const FONT =
    'system-ui, -apple-system, "Segoe UI", Roboto, "Hiragino Sans", "Yu Gothic UI", "Meiryo", "Noto Sans CJK JP", "Noto Sans JP", sans-serif';
  const COLOURS = {
    light: {
      background: "#ffffff",
      primaryColor: "#e9effb",
      primaryBorderColor: "#2350b5",
      primaryTextColor: "#171a20",
      secondaryColor: "#eef1f6",
      tertiaryColor: "#f5f6f8",
      lineColor: "#586070",
      textColor: "#171a20",
      edgeLabelBackground: "#f5f6f8",
    },
    dark: {
      darkMode: true,
      background: "#191d24",
      primaryColor: "#1d2a45",
      primaryBorderColor: "#8fb4ff",
      primaryTextColor: "#e9ecf1",
      secondaryColor: "#232a35",
      tertiaryColor: "#2b323d",
      lineColor: "#a2acba",
      textColor: "#e9ecf1",
      edgeLabelBackground: "#191d24",
    },
  };

  function configure(theme) {
    window.mermaid.initialize({
      startOnLoad: false,
      securityLevel: "strict",
      suppressErrorRendering: true,
      htmlLabels: false,
      flowchart: { htmlLabels: false },
      class: { htmlLabels: false },
      maxTextSize: 20000,
      maxEdges: 300,
      deterministicIds: true,
      fontFamily: FONT,
      theme: "base",
      themeVariables: { ...COLOURS[theme], fontFamily: FONT },
      // What a diagram may not change about itself.
      secure: [
        "secure",
        "securityLevel",
        "startOnLoad",
        "suppressErrorRendering",
        "maxTextSize",
        "maxEdges",
        "htmlLabels",
        "themeCSS",
        "fontFamily",
        "altFontFamily",
        "dompurifyConfig",
      ],
    });
  }

  /** The picture as XML, which an image must be, with a size of its own, and the words in it. */
  function picture(markup) {
    const svg = new DOMParser().parseFromString(markup, "text/html").querySelector("svg");
    if (!svg) throw new Error("nothing was drawn");
    const [, , width, height] = (svg.getAttribute("viewBox") ?? "").split(/[\s,]+/).map(Number);
    if (!(width > 0 && height > 0)) throw new Error("a picture without a size");
    svg.setAttribute("width", String(width));
    svg.setAttribute("height", String(height));
    svg.style.removeProperty("max-width");
    const texts = [...svg.querySelectorAll("text, foreignObject")].map((part) => part.textContent.trim());
    const words = [...new Set(texts.filter(Boolean))].join(", ").slice(0, LONGEST_WORDS);
    return { svg: new XMLSerializer().serializeToString(svg), width, height, words };
  }

  async function draw({ source, theme }) {
    try {
      configure(theme === "dark" ? "dark" : "light");
      const { svg } = await window.mermaid.render("diagram", String(source));
      return picture(svg);
    } catch {
      // What it says about a diagram it cannot read is for developers, in English, and half of it a drawing in letters.
      return { failed: true };
    }
  }

  window.addEventListener("message", async (event) => {
    if (event.source !== window.parent || event.origin !== location.origin) return;
    const { id } = event.data;
    const answer = await draw(event.data);
    window.parent.postMessage({ ...answer, id }, location.origin);
  });
  window.parent.postMessage({ ready: Boolean(window.mermaid) }, location.origin);
})();
