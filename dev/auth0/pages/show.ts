import type { Html } from "./html";
import { page } from "./layout";
import { chooseLanguage, type Language, type Texts, textsIn } from "./texts";

/** What showing a page needs of a Koa context: the provider's contexts and those in front of it differ in type. */
interface PageContext {
  status: number;
  type: string;
  body: unknown;
  readonly query: { readonly ui_locales?: string | string[] };
  get(header: string): string;
}

/**
 * Answers with a page in the person's language.
 *
 * @param uiLocales `ui_locales` as the application sent it, when it is not in the address of this page
 */
export function showPage(
  ctx: PageContext,
  status: number,
  content: (texts: Texts, language: Language) => { title: string; body: Html },
  uiLocales?: string,
): void {
  const asked = uiLocales ?? (typeof ctx.query.ui_locales === "string" ? ctx.query.ui_locales : undefined);
  const language = chooseLanguage(asked, ctx.get("accept-language"));
  const { title, body } = content(textsIn(language), language);
  ctx.status = status;
  ctx.type = "html";
  ctx.body = page(language, title, body);
}
