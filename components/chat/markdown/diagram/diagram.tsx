"use client";
import { Code, Workflow } from "lucide-react";
import { useTranslations } from "next-intl";
import { useEffect, useRef, useState } from "react";
import { IconButton } from "../../../ui/icon-button";
import { ScrollRegion } from "../../../ui/scroll-region";
import { CopyButton } from "../../messages/copy-button";
import { drawDiagram, drawnBefore } from "./draw";
import type { DiagramTheme, Drawing, Drawn } from "./frame";
import { usePageTheme } from "./use-page-theme";
import { useSeen } from "./use-seen";

/** How far a wide diagram shrinks to fit before it scrolls instead: its words must stay readable. */
const SMALLEST = 0.6;

/**
 * A Mermaid diagram: drawn when it comes into sight, its source one click away. Until it is drawn, and where it cannot
 * be, the source stands in its place. The picture is an image, in which nothing runs or loads.
 */
export function Diagram({ source }: { source: string }) {
  const t = useTranslations("markdown");
  const figure = useRef<HTMLElement>(null);
  const drawn = useDrawn(source, figure);
  const [wantsSource, setWantsSource] = useState(false);
  const drawing = drawn?.ok ? drawn.drawing : null;
  const showsSource = wantsSource || !drawing;
  return (
    <figure ref={figure} className="code-block" data-testid="diagram" data-drawn={drawing !== null}>
      <figcaption>
        <span>{t("diagram")}</span>
        <span className="flex">
          {drawing && (
            <IconButton
              label={wantsSource ? t("showDiagram") : t("showSource")}
              onClick={() => setWantsSource(!wantsSource)}
              data-testid="diagram-toggle"
            >
              {wantsSource ? <Workflow size={16} aria-hidden="true" /> : <Code size={16} aria-hidden="true" />}
            </IconButton>
          )}
          <CopyButton text={source} label={t("copyCode")} />
        </span>
      </figcaption>
      {showsSource ? (
        <ScrollRegion label={t("codeIn", { language: "mermaid" })} className="code-scroll">
          <pre>
            <code>{source}</code>
          </pre>
        </ScrollRegion>
      ) : (
        <Picture drawing={drawing} />
      )}
      {drawn?.ok === false && (
        <p className="diagram-note" data-testid="diagram-note">
          {t(drawn.reason === "unreadable" ? "diagramUnreadable" : "diagramUnavailable")}
        </p>
      )}
    </figure>
  );
}

function Picture({ drawing: { address, width, height, words } }: { drawing: Drawing }) {
  const t = useTranslations("markdown");
  return (
    <ScrollRegion label={t("diagram")} className="diagram-scroll">
      {/* biome-ignore lint/performance/noImgElement: the address is the picture, there is nothing to load or to optimise */}
      <img
        src={address}
        width={width}
        height={height}
        alt={words ? t("diagramOf", { words }) : t("diagram")}
        style={{ width: `min(${width}px, max(100%, ${Math.round(width * SMALLEST)}px))` }}
      />
    </ScrollRegion>
  );
}

/** What came of drawing it, in the page's theme; while another theme's picture is made, the one there is stays. */
function useDrawn(source: string, figure: React.RefObject<HTMLElement | null>): Drawn | null {
  const theme = usePageTheme();
  const seen = useSeen(figure);
  const [result, setResult] = useState<{ source: string; theme: DiagramTheme; drawn: Drawn } | null>(null);
  useEffect(() => {
    if (!seen) return;
    const leaving = new AbortController();
    void drawDiagram(source, theme, { signal: leaving.signal }).then((drawn) => {
      if (drawn && !leaving.signal.aborted) setResult({ source, theme, drawn });
    });
    return () => leaving.abort();
  }, [source, theme, seen]);
  if (result?.source === source) return result.drawn;
  return seen ? drawnBefore(source, theme) : null;
}
