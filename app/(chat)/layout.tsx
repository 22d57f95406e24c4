import { cookies } from "next/headers";
import { getLocale } from "next-intl/server";
import type { ReactNode } from "react";
import { AgentsProvider } from "@/components/agents/agents-provider";
import { ChatScreen } from "@/components/chat/chat-screen";
import { ChatSessionProvider } from "@/components/chat/session-provider";
import { Frame } from "@/components/shell/frame";
import { PersonProvider } from "@/components/shell/person-provider";
import { isFolded, SIDEBAR_COOKIE } from "@/components/shell/sidebar-preference";
import { THEME_COOKIE, themeOf } from "@/components/shell/theme";
import { ChangesProvider } from "@/components/threads/changes-provider";
import { ThreadsProvider } from "@/components/threads/threads-provider";
import { ToastProvider } from "@/components/ui/toaster";
import { TooltipProvider } from "@/components/ui/tooltip-provider";
import { agentsFor } from "@/lib/agentcore/for-person";
import { currentUser } from "@/lib/auth/session";
import { getConfig } from "@/lib/config";

/** The frame around every conversation. Each page asks for itself who is there: a layout is not rendered anew for each. */
export default async function ChatLayout({ children }: { children: ReactNode }) {
  const [user, locale, jar] = await Promise.all([currentUser(), getLocale(), cookies()]);
  if (!user) return children;
  const agents = await agentsFor(user, locale);
  return (
    // A page of its own for each person: after a refresh for somebody else nothing of the first may be left in it.
    <PersonProvider key={user.id} userId={user.id}>
      <TooltipProvider>
        <ChangesProvider>
          <ChatSessionProvider>
            <AgentsProvider userId={user.id} agents={agents}>
              <ThreadsProvider>
                <ToastProvider>
                  <Frame
                    user={{ name: user.name, email: user.email }}
                    theme={themeOf(jar.get(THEME_COOKIE)?.value)}
                    folded={isFolded(jar.get(SIDEBAR_COOKIE)?.value)}
                    sharePublic={getConfig().sharePublic}
                  >
                    {children}
                    <ChatScreen user={{ id: user.id, name: user.name }} />
                  </Frame>
                </ToastProvider>
              </ThreadsProvider>
            </AgentsProvider>
          </ChatSessionProvider>
        </ChangesProvider>
      </TooltipProvider>
    </PersonProvider>
  );
}
