"use client";
import { useTranslations } from "next-intl";
import { type ReactNode, useCallback, useRef, useState } from "react";
import { ReleaseBar } from "../release/release-bar";
import { Sidebar } from "../sidebar/sidebar";
import { cx } from "../ui/cx";
import { Toaster } from "../ui/toaster";
import { useMedia } from "../ui/use-media";
import { AppHeader, type HeaderProps } from "./app-header";
import { useFolded } from "./preferences";
import { SignInBar } from "./sign-in-bar";
import { Spoken } from "./spoken";
import { useDrawer } from "./use-drawer";

/** Room for the sidebar beside the conversation; `lg` in class names. */
const WIDE = "(min-width: 64rem)";

type Props = Omit<HeaderProps, "sidebar" | "inert"> & { folded: boolean; sharePublic: boolean; children: ReactNode };

/** Header, sidebar and conversation. Where there is room the sidebar is a column, elsewhere a drawer over the page. */
export function Frame({ folded: initiallyFolded, sharePublic, children, ...header }: Props) {
  const t = useTranslations("nav");
  const wide = useMedia(WIDE, true);
  const [folded, fold] = useFolded(initiallyFolded);
  const [drawer, setDrawer] = useState(false);
  if (wide && drawer) setDrawer(false);
  const panel = useRef<HTMLDivElement>(null);
  const messages = useRef<HTMLDivElement>(null);
  const opener = useRef<HTMLButtonElement>(null);
  const main = useRef<HTMLElement>(null);
  const chosen = useRef(false);
  const close = useCallback(() => setDrawer(false), []);
  // What was chosen is in the conversation, and so is the reader's next step.
  const leave = useCallback(() => {
    chosen.current = true;
    setDrawer(false);
  }, []);
  const returnTo = useCallback(() => (chosen.current ? main.current : opener.current), []);
  useDrawer({ open: drawer, close, panel, beside: messages, returnTo });
  const toggle = () => {
    chosen.current = false;
    if (wide) fold(!folded);
    else setDrawer(true);
  };
  const shown = wide ? !folded : drawer;
  return (
    <>
      <a href="#main" className="skip-link" inert={drawer}>
        {t("skip")}
      </a>
      <div className="flex h-dvh flex-col">
        <AppHeader {...header} inert={drawer} sidebar={{ shown, toggle, button: opener }} />
        <div className="flex min-h-0 flex-1">
          <Sidebar
            panel={panel}
            shown={shown}
            folded={folded}
            drawer={drawer}
            close={close}
            leave={leave}
            sharePublic={sharePublic}
            // The drawer covers the conversation, which is inert below it: there the bar would be neither seen nor heard.
            notice={drawer && <SignInBar />}
          />
          <Toaster
            root={messages}
            className={cx("inset-x-3 lg:right-auto lg:bottom-16 lg:w-66", drawer ? "max-lg:bottom-3" : "max-lg:top-16")}
          />
          {/* Outside of `main`, which is inert below the drawer and then says nothing. */}
          <Spoken />
          <main
            ref={main}
            id="main"
            tabIndex={-1}
            inert={drawer}
            className="flex min-h-0 min-w-0 flex-1 flex-col outline-none"
          >
            {!drawer && <SignInBar />}
            <ReleaseBar />
            {children}
          </main>
        </div>
      </div>
    </>
  );
}
