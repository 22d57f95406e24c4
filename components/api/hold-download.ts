import { presence } from "./presence";

/**
 * Holds a link whose answer the browser saves when the sign-in has ended: saved would be the refusal, as a file.
 *
 * @returns whether it was held; then it is the caller's to say why
 */
export function holdDownload(event: { preventDefault(): void }): boolean {
  if (presence.getState() === "here") return false;
  event.preventDefault();
  presence.check();
  return true;
}
