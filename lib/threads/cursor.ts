import { z } from "zod";

/** Makes an address-safe, opaque text of a cursor's parts. */
export function encodeCursor(parts: readonly string[]): string {
  return Buffer.from(parts.join("~")).toString("base64url");
}

/** Reads a cursor back by the form of its parts; whatever `encodeCursor` did not make is a bad input. */
export function cursorOf<T extends readonly z.ZodType<unknown, z.ZodTypeDef, string>[]>(...forms: T) {
  type Parts = { [K in keyof T]: z.output<T[K]> };
  return z
    .string()
    .max(200)
    .transform((text, context): Parts => {
      const parts = Buffer.from(text, "base64url").toString().split("~");
      const values = forms.map((form, index) => form.safeParse(parts[index]));
      if (parts.length === forms.length && values.every((value) => value.success))
        return values.map((value) => value.data) as Parts;
      context.addIssue({ code: "custom", message: "is not a cursor of this list" });
      return z.NEVER;
    });
}

/** Microseconds as `microsOf` writes them; within what Postgres can take as a time. */
export const micros = z.string().regex(/^\d{1,17}$/);
