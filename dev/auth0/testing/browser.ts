/** As much of a browser as signing in takes: cookies with paths, redirects, forms. */
export interface Page {
  readonly status: number;
  /** Where the redirects led; the page's own address. */
  readonly url: URL;
  readonly headers: Headers;
  readonly text: string;
}

export interface Browser {
  /** Follows redirects as long as they stay at the first address's origin. A redirect elsewhere is not fetched: its
   * target is the page's `url`, its status the redirect's. */
  open(url: string, init?: RequestInit): Promise<Page>;
  /** Posts a form, as a page at `from` would. */
  submit(from: Page, action: string, fields: Record<string, string>): Promise<Page>;
  readonly cookies: readonly { name: string; path: string; value: string }[];
}

interface Cookie {
  name: string;
  path: string;
  value: string;
}

function parseCookie(header: string): Cookie & { expired: boolean } {
  const [pair = "", ...attributes] = header.split("; ");
  const attribute = (name: string) =>
    attributes.find((text) => text.toLowerCase().startsWith(`${name}=`))?.slice(name.length + 1);
  const expires = attribute("expires");
  const [name = "", ...value] = pair.split("=");
  return {
    name,
    value: value.join("="),
    path: attribute("path") ?? "/",
    expired: expires !== undefined && Date.parse(expires) < Date.now(),
  };
}

export function createBrowser(headers: Record<string, string> = {}): Browser {
  let cookies: Cookie[] = [];

  async function request(url: URL, init: RequestInit): Promise<Response> {
    const sent = cookies.filter((cookie) => url.pathname.startsWith(cookie.path));
    const response = await fetch(url, {
      ...init,
      redirect: "manual",
      headers: {
        accept: "text/html",
        ...headers,
        ...Object.fromEntries(new Headers(init.headers)),
        cookie: sent.map((cookie) => `${cookie.name}=${cookie.value}`).join("; "),
      },
    });
    for (const header of response.headers.getSetCookie()) {
      const { expired, ...cookie } = parseCookie(header);
      cookies = cookies.filter((other) => other.name !== cookie.name || other.path !== cookie.path);
      if (!expired) cookies.push(cookie);
    }
    return response;
  }

  async function open(address: string, init: RequestInit = {}): Promise<Page> {
    let url = new URL(address);
    let response = await request(url, init);
    for (;;) {
      const location = response.headers.get("location");
      if (!location) return { status: response.status, url, headers: response.headers, text: await response.text() };
      await response.body?.cancel();
      const target = new URL(location, url);
      if (target.origin !== url.origin) {
        return { status: response.status, url: target, headers: response.headers, text: "" };
      }
      url = target;
      response = await request(url, {});
    }
  }

  return {
    open,
    submit: (from, action, fields) =>
      open(new URL(action, from.url).href, {
        method: "POST",
        body: new URLSearchParams(fields),
        headers: { origin: from.url.origin },
      }),
    get cookies() {
      return cookies;
    },
  };
}
