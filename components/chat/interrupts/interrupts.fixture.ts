import type { InterruptView } from "@/lib/api/contract";
import { run, view } from "../turns.fixture";

/** Something that an agent waits for: the approval of a call, unless said otherwise. */
export const interrupt = (over: Partial<InterruptView> = {}): InterruptView => ({
  id: "i1",
  kind: "approval",
  tool: "delete_file",
  input: '{"path":"/tmp/報告.txt","force":true}',
  inputChars: null,
  toolCallId: "c1",
  message: null,
  consent: null,
  expiresAt: null,
  ...over,
});

export const CONSENT = {
  url: "https://accounts.example.com/o/oauth2/auth?state=1",
  host: "accounts.example.com",
  provider: "Example Drive",
};

/** The state of a conversation whose agent waits for these. */
export const waitsFor = (...interrupts: InterruptView[]) => ({ view: view({ run: run({ interrupts }) }) });
