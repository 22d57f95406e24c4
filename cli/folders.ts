import { homedir } from "node:os";
import { join } from "node:path";

const NAME = "agentcore-chat";

type Env = Readonly<Record<string, string | undefined>>;

/**
 * Where the sign-in is kept: `XDG_CONFIG_HOME` or `~/.config`, on Windows `APPDATA`.
 *
 * @see https://specifications.freedesktop.org/basedir-spec/latest/ (a path that is not absolute counts as unset)
 */
export function configFolder(env: Env, platform = process.platform): string {
  if (platform === "win32") return join(env.APPDATA ?? join(home(env), "AppData", "Roaming"), NAME);
  return join(absolute(env.XDG_CONFIG_HOME) ?? join(home(env), ".config"), NAME);
}

/** Where conversations are kept: `XDG_STATE_HOME` or `~/.local/state`, on Windows `LOCALAPPDATA`. */
export function stateFolder(env: Env, platform = process.platform): string {
  if (platform === "win32") return join(env.LOCALAPPDATA ?? join(home(env), "AppData", "Local"), NAME);
  return join(absolute(env.XDG_STATE_HOME) ?? join(home(env), ".local", "state"), NAME);
}

const absolute = (path: string | undefined) => (path?.startsWith("/") ? path : undefined);
const home = (env: Env) => env.HOME ?? homedir();
