import { NotFoundNotice } from "@/components/shell/not-found-notice";

/** Inside the frame of the chat, which has the `main` already. */
export default function ThreadNotFound() {
  return <NotFoundNotice />;
}
