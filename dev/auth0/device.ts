import type { KoaContextWithOIDC } from "oidc-provider";
import type { Middleware } from "./library";
import { html } from "./pages/html";
import { showPage } from "./pages/show";

/** The form's action and its token against forgery, which the provider keeps in the session. */
function formOf(ctx: KoaContextWithOIDC) {
  const secret = ctx.oidc.session?.state?.secret;
  return { action: ctx.oidc.urlFor("code_verification"), xsrf: typeof secret === "string" ? secret : "" };
}

function showConfirmation(ctx: KoaContextWithOIDC, application: string, userCode: string): void {
  const { action, xsrf } = formOf(ctx);
  showPage(ctx, 200, (texts) => ({
    title: texts.confirmTitle,
    body: html`<p>${texts.confirmDevice(application)}</p>
<span class="code">${userCode}</span>
<form method="post" action="${action}">
<input type="hidden" name="xsrf" value="${xsrf}">
<input type="hidden" name="user_code" value="${userCode}">
<button class="main" name="confirm" value="yes">${texts.confirmYes}</button>
<button class="quiet" name="abort" value="yes">${texts.cancel}</button>
</form>`,
  }));
}

function showInput(ctx: KoaContextWithOIDC, wrong: boolean): void {
  const { action, xsrf } = formOf(ctx);
  showPage(ctx, 200, (texts) => ({
    title: texts.activateTitle,
    body: html`<p>${texts.activateEnter}</p>
<form method="post" action="${action}">
<input type="hidden" name="xsrf" value="${xsrf}">
<label for="user_code">${texts.activateCode}</label>
<input type="text" id="user_code" name="user_code" autofocus autocomplete="off" autocapitalize="characters" spellcheck="false" placeholder="XXXX-XXXX" required>
${wrong ? html`<p class="wrong" role="alert">${texts.activateWrong}</p>` : undefined}
<button class="main">${texts.activateContinue}</button>
</form>`,
  }));
}

/**
 * The address with the code in it (`verification_uri_complete`). The provider would answer it with a script that submits
 * the code, and ask for confirmation after that; here the first page is the confirmation, as at Auth0.
 */
export const showCodeFromAddress: Middleware = async (ctx, next) => {
  const { user_code: userCode, ...query } = ctx.query;
  if (ctx.method === "GET" && ctx.path === "/activate" && typeof userCode === "string") {
    ctx.state.userCode = userCode.slice(0, 20).toUpperCase();
    ctx.query = query;
  }
  await next();
};

async function showConfirmationFor(ctx: KoaContextWithOIDC, userCode: string): Promise<boolean> {
  const { DeviceCode, Client } = ctx.oidc.provider;
  const code = await DeviceCode.findByUserCode(userCode.replace(/\W/g, ""));
  const client = code?.clientId ? await Client.find(code.clientId) : undefined;
  if (!code || code.accountId || !client) return false;
  showConfirmation(ctx, client.clientName ?? client.clientId, userCode);
  return true;
}

/** The pages of the device flow (RFC 8628), in the place of the provider's own, which load fonts from elsewhere. */
export const devicePages = {
  async userCodeInputSource(ctx: KoaContextWithOIDC, _form: string, _out?: unknown, error?: Error) {
    if (error?.name === "AbortedError") {
      showPage(ctx, 200, (texts) => ({
        title: texts.deviceDeclined,
        body: html`<p>${texts.deviceDeclinedText}</p>`,
      }));
      return;
    }
    const { userCode } = ctx.state;
    if (typeof userCode === "string" && !error) {
      if (!(await showConfirmationFor(ctx, userCode))) showInput(ctx, true);
      return;
    }
    showInput(ctx, error !== undefined);
  },
  userCodeConfirmSource(
    ctx: KoaContextWithOIDC,
    _form: string,
    client: { clientName?: string | undefined; clientId: string },
    _device: unknown,
    userCode: string,
  ) {
    showConfirmation(ctx, client.clientName ?? client.clientId, userCode);
  },
  successSource(ctx: KoaContextWithOIDC) {
    showPage(ctx, 200, (texts) => ({ title: texts.deviceDone, body: html`<p>${texts.deviceDoneText}</p>` }));
  },
};
