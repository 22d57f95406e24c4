/*
 * Draws one diagram for the page around this frame, and answers with the picture as text.
 *
 * Whatever a diagram makes Mermaid do, it does it here: without an origin, a network, images or a say in the site.
 */
(() => {
  const LONGEST_WORDS = 600;
  const FONT =
    'system-ui, -apple-system, "Segoe UI", Roboto, "Hiragino Sans", "Yu Gothic UI", "Meiryo", "Noto Sans CJK JP", "Noto Sans JP", sans-serif';
  /** What diagrams tell apart by colour: slices, branches, levels. All carry the theme's ink with 4.5:1 or more. */
  const SERIES = {
    light: ["#dbe5f8", "#d5ecdc", "#f8e3cf", "#ecdcf5", "#d2ebf1", "#f6d9de", "#ece7bd", "#e2e5ea"],
    dark: ["#2d4373", "#27533b", "#6a4620", "#563a6e", "#1e525f", "#6b313c", "#57531f", "#3d4654"],
  };
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
      noteBkgColor: "#fff7e6",
      noteBorderColor: "#ecd3a1",
      noteTextColor: "#171a20",
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
      noteBkgColor: "#2a2112",
      noteBorderColor: "#5a4620",
      noteTextColor: "#e9ecf1",
    },
  };

  function colours(theme) {
    const ink = COLOURS[theme].textColor;
    const series = SERIES[theme].flatMap((colour, at) => [
      [`cScale${at}`, colour],
      [`cScaleLabel${at}`, ink],
      [`cScaleInv${at}`, COLOURS[theme].lineColor],
      [`pie${at + 1}`, colour],
      [`git${at}`, colour],
      [`gitBranchLabel${at}`, ink],
    ]);
    const lines = { pieStrokeColor: COLOURS[theme].lineColor, pieOuterStrokeColor: COLOURS[theme].lineColor };
    return { ...COLOURS[theme], ...Object.fromEntries(series), ...lines, fontFamily: FONT };
  }

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
      themeVariables: colours(theme),
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

  /**
   * Takes away what the frame's policy would stop anyway, so that it is not even tried: pictures, whose size Mermaid looks
   * up, and handlers in attributes, which browsers complain about even in markup that is only read to be cleaned.
   */
  function quieten() {
    window.Image = class {
      constructor() {
        throw new Error("diagrams have no pictures");
      }
    };
    const harmless = (markup) => String(markup).replace(/(<[a-z][^<>]*?[\s"'/])on(?=[a-z]+\s*=)/gi, "$1data-on");
    const { parseFromString } = DOMParser.prototype;
    DOMParser.prototype.parseFromString = function (markup, type) {
      return parseFromString.call(this, harmless(markup), type);
    };
    const { get, set } = Object.getOwnPropertyDescriptor(Element.prototype, "innerHTML");
    Object.defineProperty(Element.prototype, "innerHTML", {
      get,
      set(markup) {
        set.call(this, harmless(markup));
      },
    });
    const { setAttribute } = Element.prototype;
    Element.prototype.setAttribute = function (name, value) {
      if (!/^on/i.test(name)) setAttribute.call(this, name, value);
    };
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

  quieten();
  window.addEventListener("message", async (event) => {
    if (event.source !== window.parent || event.origin !== location.origin) return;
    const { id } = event.data;
    const answer = await draw(event.data);
    window.parent.postMessage({ ...answer, id }, location.origin);
  });
  window.parent.postMessage({ ready: Boolean(window.mermaid) }, location.origin);
})();
