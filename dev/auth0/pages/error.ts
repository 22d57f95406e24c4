import type { ErrorOut, KoaContextWithOIDC } from "oidc-provider";
import { html } from "./html";
import { showPage } from "./show";

/** The page for what cannot be sent back to an application, because nothing proves that the address is one of its. */
export function showError(
  ctx: Parameters<typeof showPage>[0],
  status: number,
  error: { code: string; description?: string | undefined },
): void {
  showPage(ctx, status, (texts) => ({
    title: texts.errorTitle,
    body: html`<h2>${texts.errorDetails}</h2>
<dl><dt>error</dt><dd>${error.code}</dd>${
      error.description ? html`<dt>error_description</dt><dd>${error.description}</dd>` : undefined
    }</dl>`,
  }));
}

export function showExpired(ctx: Parameters<typeof showPage>[0]): void {
  showPage(ctx, 400, (texts) => ({ title: texts.errorTitle, body: html`<p>${texts.errorExpired}</p>` }));
}

/** oidc-provider's `renderError`: its errors on the same page, with Auth0's status and words for the common mistake. */
export function renderProviderError(ctx: KoaContextWithOIDC, out: ErrorOut): void {
  if (out.error === "invalid_redirect_uri") {
    const allowed = ctx.oidc.client?.redirectUris?.join(", ");
    showError(ctx, 403, {
      code: "Callback URL mismatch.",
      description: `The provided redirect_uri is not in the list of allowed callback URLs: ${allowed}`,
    });
    return;
  }
  showError(ctx, ctx.status, { code: out.error, description: out.error_description });
}
