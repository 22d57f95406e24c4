import { mintId } from "../../uuid";

export type DiagramTheme = "light" | "dark";

/** A diagram as a picture, and the words in it for those who do not see it. */
export type Drawing = { address: string; width: number; height: number; words: string };

/** `unreadable`: no diagram that Mermaid understands. `unavailable`: no answer in time; it may work another time. */
export type Drawn = { ok: true; drawing: Drawing } | { ok: false; reason: "unreadable" | "unavailable" };

/** Longer than any diagram a person reads. Layouts take more than linear time, so length is what bounds it. */
export const LONGEST_SOURCE = 20_000;
const LARGEST_SVG = 1_500_000;
const LARGEST_SIDE = 30_000;
const LONGEST_WORDS = 600;

const PAGE = "/diagram";

export type Limits = { loadMs: number; drawMs: number };
/** The library is one megabyte on the wire; a diagram that takes longer than this to lay out is not worth the wait. */
const LIMITS: Limits = { loadMs: 20_000, drawMs: 10_000 };

/**
 * Draws a diagram in a frame that has no origin: what a model wrote makes Mermaid's 3.5 MB of code do what it may, but
 * it reaches nothing of the site, and what it says is not believed (`drawingOf`). The frame is made for this one diagram, so
 * that none has a hand in the next, and is thrown away after it, or when its time is up.
 *
 * @returns never rejects
 */
export function drawInFrame(source: string, theme: DiagramTheme, limits: Limits = LIMITS): Promise<Drawn> {
  return new Promise((resolve) => {
    const id = mintId();
    const frame = document.createElement("iframe");
    let asked = false;
    let timer = setTimeout(() => end({ ok: false, reason: "unavailable" }), limits.loadMs);

    function end(drawn: Drawn) {
      clearTimeout(timer);
      removeEventListener("message", hear);
      frame.remove();
      resolve(drawn);
    }

    function hear(event: MessageEvent<unknown>) {
      // A sandboxed document has no origin, so who speaks is known by its window alone.
      if (event.source === null || event.source !== frame.contentWindow || event.origin !== "null") return;
      const said = event.data as Record<string, unknown> | null;
      if (said?.ready === true) {
        // Once: a frame that went on saying so would have no end to its time, and all others wait for it.
        if (asked) return;
        asked = true;
        clearTimeout(timer);
        timer = setTimeout(() => end({ ok: false, reason: "unavailable" }), limits.drawMs);
        // To whatever is in the frame, as it cannot be named; what is sent is what the reader sees anyway.
        frame.contentWindow?.postMessage({ id, source, theme }, "*");
      } else if (said?.ready === false) {
        end({ ok: false, reason: "unavailable" });
      } else if (said?.id === id) {
        const drawing = drawingOf(said);
        end(drawing ? { ok: true, drawing } : { ok: false, reason: "unreadable" });
      }
    }

    addEventListener("message", hear);
    hide(frame);
    frame.setAttribute("sandbox", "allow-scripts");
    frame.referrerPolicy = "no-referrer";
    frame.src = PAGE;
    document.body.append(frame);
  });
}

/**
 * A picture from what the frame said; null when it is none.
 *
 * It is only ever shown as an image, in which SVG runs no script and loads nothing, so all there is to check is that it
 * does not fill the page's memory.
 */
export function drawingOf(said: Record<string, unknown>): Drawing | null {
  const { svg, width, height, words } = said;
  if (typeof svg !== "string" || svg.length > LARGEST_SVG || !svg.startsWith("<svg")) return null;
  if (!isSide(width) || !isSide(height)) return null;
  // Half a character, which no address can hold.
  if (/\p{Surrogate}/u.test(svg)) return null;
  return {
    address: `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`,
    width: Math.ceil(width),
    height: Math.ceil(height),
    words: typeof words === "string" ? words.slice(0, LONGEST_WORDS) : "",
  };
}

function isSide(value: unknown): value is number {
  return typeof value === "number" && value > 0 && value <= LARGEST_SIDE;
}

/** Out of everybody's sight and way, but in the window and of a size: browsers lay out nothing that is neither. */
function hide(frame: HTMLIFrameElement) {
  frame.setAttribute("aria-hidden", "true");
  frame.tabIndex = -1;
  frame.title = "";
  Object.assign(frame.style, {
    position: "fixed",
    inset: "0 auto auto 0",
    width: "1000px",
    height: "700px",
    border: "0",
    opacity: "0",
    pointerEvents: "none",
    zIndex: "-1",
  });
}
