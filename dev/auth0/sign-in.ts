import type { Interaction, Session } from "oidc-provider";
import type { Logger } from "pino";
import { readForm } from "./form";
import { type Context, errors, type Middleware, type Provider } from "./library";
import { showError, showExpired } from "./pages/error";
import { type Html, html } from "./pages/html";
import { showPage } from "./pages/show";
import type { Texts } from "./pages/texts";
import type { SettingsStore } from "./settings";
import { findUser, type LocalUser, localUsers } from "./users";

function initials(user: LocalUser): string {
  return user.name
    .split(" ")
    .map((word) => word.slice(0, 1))
    .join("");
}

function personButton(user: LocalUser, texts: Texts, autofocus: boolean): Html {
  return html`<li><button class="person" name="user" value="${user.sub}"${autofocus ? html` autofocus` : undefined}>
<span class="initials" aria-hidden="true">${initials(user)}</span>
<span><strong>${user.name}</strong><small>${user.email}</small>${
    user.emailVerified ? undefined : html`<small>${texts.unverified}</small>`
  }</span>
</button></li>`;
}

function stringParam(interaction: Interaction, name: string): string | undefined {
  const value = interaction.params[name];
  return typeof value === "string" ? value : undefined;
}

async function showSignIn(ctx: Context, provider: Provider, interaction: Interaction): Promise<void> {
  const client = await provider.Client.find(stringParam(interaction, "client_id") ?? "");
  const hint = stringParam(interaction, "login_hint")?.toLowerCase();
  // Whom the application expects comes first, as Auth0 fills in the e-mail field.
  const users = [...localUsers].sort((a, b) => Number(b.email === hint) - Number(a.email === hint));
  showPage(
    ctx,
    200,
    (texts) => ({
      title: texts.signInTo(client?.clientName ?? client?.clientId ?? ""),
      body: html`<p>${texts.standIn}</p>
<form method="post" action="/u/login/${interaction.uid}">
<ul>
${users.map((user) => personButton(user, texts, user.email === hint))}
</ul>
<button class="quiet" name="action" value="cancel">${texts.cancel}</button>
</form>`,
    }),
    stringParam(interaction, "ui_locales"),
  );
}

/**
 * Ends the browser's session, so that the next person gets one of their own.
 *
 * @param session what `provider.Session.get` gave for this request
 */
export async function endBrowserSession(ctx: Context, provider: Provider, session: Session): Promise<void> {
  await session.destroy();
  ctx.cookies.set(provider.cookieName("session"), null, { httpOnly: true, sameSite: "lax" });
}

async function signIn(
  ctx: Context,
  provider: Provider,
  interaction: Interaction,
  login: { accountId: string; ts: number },
): Promise<void> {
  const session = await provider.Session.get(ctx);
  if (session.accountId && session.accountId !== login.accountId) {
    // Left to itself, the provider ends the other person's session with a page that needs a script.
    await endBrowserSession(ctx, provider, session);
    interaction.session = undefined;
  }
  interaction.result = { ...interaction.lastSubmission, login, select_account: {} };
  await interaction.persist();
  ctx.status = 303;
  ctx.redirect(interaction.returnTo);
}

/** The sign-in page, `/u/login/<interaction>`: one button for each local user, no passwords. */
export function signInRoutes(provider: Provider, settings: SettingsStore, log: Logger): Middleware {
  async function currentInteraction(ctx: Context, uid: string): Promise<Interaction | undefined> {
    try {
      const interaction = await provider.interactionDetails(ctx.req, ctx.res);
      // The cookie says which sign-in this browser is in the middle of; the address has to agree.
      return interaction.uid === uid ? interaction : undefined;
    } catch (error) {
      if (error instanceof errors.SessionNotFound) return undefined;
      throw error;
    }
  }

  return async (ctx, next) => {
    const uid = /^\/u\/login\/([\w-]+)$/.exec(ctx.path)?.[1];
    if (!uid) return next();
    const interaction = await currentInteraction(ctx, uid);
    if (!interaction) return showExpired(ctx);
    if (ctx.method === "GET") return showSignIn(ctx, provider, interaction);
    if (ctx.method !== "POST") {
      ctx.status = 405;
      return;
    }
    const form = await readForm(ctx.req);
    if (form.get("action") === "cancel") {
      interaction.result = { error: "access_denied", error_description: "User cancelled the sign-in." };
      await interaction.persist();
      ctx.status = 303;
      ctx.redirect(interaction.returnTo);
      return;
    }
    const user = findUser(form.get("user") ?? "");
    if (!user) return showError(ctx, 400, { code: "unknown_user" });
    const ts = Math.floor(Date.now() / 1000) - settings.current.signedInSecondsAgo;
    await signIn(ctx, provider, interaction, { accountId: user.sub, ts });
    log.info({ sub: user.sub, client: interaction.params.client_id }, "signed in");
  };
}
