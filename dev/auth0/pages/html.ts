/** HTML that is safe to put into a page as it is. */
export interface Html {
  readonly html: string;
}

type Value = Html | string | number | undefined | readonly Html[];

const entities: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

function render(value: Value): string {
  if (value === undefined) return "";
  if (typeof value === "string" || typeof value === "number") {
    return String(value).replace(/[&<>"']/g, (character) => entities[character] ?? character);
  }
  return "html" in value ? value.html : value.map(render).join("");
}

/** A template whose values are escaped unless they came from this function themselves. */
export function html(parts: TemplateStringsArray, ...values: Value[]): Html {
  return { html: parts.reduce((text, part, index) => text + render(values[index - 1]) + part) };
}
