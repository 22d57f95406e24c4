/** What the local Auth0's pages say, in the two languages of the site. */
export type Language = "en" | "ja";

const en = {
  badge: "Local stand-in for Auth0",
  standIn: "This is the local stand-in for Auth0. There are no passwords: choose who you want to be.",
  signInTo: (application: string) => `Sign in to ${application}`,
  unverified: "email not verified",
  cancel: "Cancel",
  activateTitle: "Connect a device",
  activateEnter: "Type the code that your device shows.",
  activateCode: "Code",
  activateContinue: "Continue",
  activateWrong: "This code is not valid, or it has been used. Check it, or start again on your device.",
  confirmTitle: "Is this your device?",
  confirmDevice: (application: string) =>
    `${application} wants to sign in. Go on only if your device shows exactly this code:`,
  confirmYes: "Yes, continue",
  deviceDone: "Your device is connected",
  deviceDoneText: "You can close this page and go back to your device.",
  deviceDeclined: "The device was not connected",
  deviceDeclinedText: "Nothing was shared. You can close this page.",
  logoutTitle: "Sign out?",
  logoutText: "An application asks to end your session at the local Auth0.",
  logoutYes: "Sign out",
  loggedOut: "You are signed out",
  loggedOutText: "Your session at the local Auth0 has ended.",
  errorTitle: "This request cannot be answered",
  errorExpired: "This sign-in has expired or was opened in another browser. Go back to the application and try again.",
  errorDetails: "For the developer",
  notFound: "There is no such page here",
  homeTitle: "Local Auth0",
  homeText: "This stands in for the Auth0 tenant while you develop. Open the site to sign in.",
  homeUsers: "People who can sign in",
};

const ja: typeof en = {
  badge: "Auth0 のローカル代替",
  standIn: "これは Auth0 のローカル代替です。パスワードはありません。サインインする人を選んでください。",
  signInTo: (application) => `${application} にサインイン`,
  unverified: "メール未確認",
  cancel: "キャンセル",
  activateTitle: "デバイスを接続",
  activateEnter: "デバイスに表示されているコードを入力してください。",
  activateCode: "コード",
  activateContinue: "続ける",
  activateWrong: "このコードは正しくないか、すでに使われています。コードを確かめるか、デバイスでやり直してください。",
  confirmTitle: "お使いのデバイスですか？",
  confirmDevice: (application) =>
    `${application} がサインインを求めています。デバイスに次のコードが表示されている場合だけ続けてください。`,
  confirmYes: "はい、続けます",
  deviceDone: "デバイスを接続しました",
  deviceDoneText: "このページを閉じて、デバイスに戻ってください。",
  deviceDeclined: "デバイスは接続されませんでした",
  deviceDeclinedText: "情報は共有されていません。このページを閉じてください。",
  logoutTitle: "サインアウトしますか？",
  logoutText: "アプリケーションが、ローカル Auth0 のセッションの終了を求めています。",
  logoutYes: "サインアウト",
  loggedOut: "サインアウトしました",
  loggedOutText: "ローカル Auth0 のセッションは終了しました。",
  errorTitle: "このリクエストには応答できません",
  errorExpired:
    "このサインインは期限切れか、別のブラウザーで開かれたものです。アプリケーションに戻ってやり直してください。",
  errorDetails: "開発者向け",
  notFound: "このページはありません",
  homeTitle: "ローカル Auth0",
  homeText: "開発中に Auth0 テナントの代わりをします。サインインするにはサイトを開いてください。",
  homeUsers: "サインインできる人",
};

export type Texts = typeof en;

/**
 * The language of a page: `ui_locales` (OpenID Connect Core 3.1.2.1, space-separated, best first) if it names one of
 * ours, otherwise what the browser asks for, otherwise English.
 */
export function chooseLanguage(uiLocales: string | undefined, acceptLanguage: string | undefined): Language {
  const accepted = (acceptLanguage ?? "")
    .split(",")
    .map((item) => {
      const [tag = "", ...parameters] = item.split(";");
      const quality = parameters.find((parameter) => parameter.trim().startsWith("q="))?.trim();
      return { tag: tag.trim(), quality: quality ? Number(quality.slice(2)) : 1 };
    })
    .sort((a, b) => b.quality - a.quality)
    .map((item) => item.tag);
  for (const tag of [...(uiLocales ?? "").split(" "), ...accepted]) {
    const language = tag.toLowerCase().split("-")[0];
    if (language === "en" || language === "ja") return language;
  }
  return "en";
}

export function textsIn(language: Language): Texts {
  return language === "ja" ? ja : en;
}
