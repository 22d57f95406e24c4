import { cookies } from "next/headers";
import { getLocale, getTranslations } from "next-intl/server";
import type { ReactNode } from "react";
import { ChatScreen } from "@/components/chat/chat-screen";
import { ChatSessionProvider } from "@/components/chat/session-provider";
import { AppHeader } from "@/components/shell/app-header";
import { THEME_COOKIE, themeOf } from "@/components/shell/theme";
import { ChangesProvider } from "@/components/threads/changes-provider";
import { TooltipProvider } from "@/components/ui/tooltip-provider";
import { agentsFor } from "@/lib/agentcore/registry";
import { currentUser } from "@/lib/auth/session";

/** The frame around every conversation. Each page asks for itself who is there: a layout is not rendered anew for each. */
export default async function ChatLayout({ children }: { children: ReactNode }) {
  const [user, locale, jar, t] = await Promise.all([currentUser(), getLocale(), cookies(), getTranslations("nav")]);
  if (!user) return children;
  const [agent = null] = agentsFor(user, locale);
  return (
    <TooltipProvider>
      <ChangesProvider>
        <ChatSessionProvider>
          <a href="#main" className="skip-link">
            {t("skip")}
          </a>
          <div className="flex h-dvh flex-col">
            <AppHeader
              user={{ name: user.name, email: user.email }}
              theme={themeOf(jar.get(THEME_COOKIE)?.value)}
              agent={agent}
            />
            <main id="main" tabIndex={-1} className="flex min-h-0 flex-1 flex-col outline-none">
              {children}
              <ChatScreen agent={agent} user={{ id: user.id, name: user.name }} />
            </main>
          </div>
        </ChatSessionProvider>
      </ChangesProvider>
    </TooltipProvider>
  );
}
