import "server-only";
import { redirect } from "next/navigation";
import { currentUser, type SignedIn } from "@/lib/auth/session";

/** The person behind this page; who is not signed in goes to the sign-in page, and from there back to `path`. */
export async function requirePerson(path: string): Promise<SignedIn> {
  return (await currentUser()) ?? redirect(`/signin?${new URLSearchParams({ callbackUrl: path })}`);
}
