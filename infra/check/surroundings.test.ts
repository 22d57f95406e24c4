import { describe, expect, it } from "vitest";
import { planted } from "./planted.testing.ts";

describe("the rest of the repository is fitted, so it notices", () => {
  it.each([
    ["a variable of no name", "modules/site/main.tf", "NEXTAUTH_URL ", "NEXTAUTH_ULR ", /NEXTAUTH_ULR is no variable/],
    ["a secret of no name", "modules/site/secrets.tf", "TOKEN_KEYS  ", "TOKENS_KEY  ", /TOKENS_KEY is no variable/],
    [
      "what the script does not read",
      "modules/image/build.tf",
      "PLATFORM          =",
      "PLATFROM          =",
      /does not read PLATFROM/,
    ],
    [
      "a script that is not there",
      "modules/image/build.tf",
      "scripts/push.sh",
      "scripts/pull.sh",
      /script is not there/,
    ],
    ["a key of no container", "modules/site/service.tf", "stopTimeout = ", "stopTimeOut = ", /no key stopTimeOut/],
    ["a key of no lifecycle rule", "modules/image/ecr.tf", "rulePriority = 1", "priority = 1", /no key priority/],
    ["a lifecycle rule that lacks one", "modules/image/ecr.tf", "rulePriority = 1", "", /lacks the key rulePriority/],
    ["a key of no agent", "envs/example/main.tf", "idleSeconds = ", "idle = ", /no key idle/],
    [
      "a variable that no workflow reads",
      "modules/ci/outputs.tf",
      "AWS_PLAN_ROLE_ARN ",
      "AWS_PLAN_ROLE ",
      /no workflow reads vars\.AWS_PLAN_ROLE/,
    ],
    [
      "what is made without the tag that CI's policies ask for",
      "envs/example/versions.tf",
      "Project   =",
      "Product   =",
      /the tag Project is not given/,
    ],
    [
      "a command that names no output",
      "envs/example/outputs.tf",
      "output -raw cli_environment",
      "output -raw cli_env",
      /names the output cli_env/,
    ],
  ])("%s", (_, path, from, to, expected) => {
    expect(planted(path, from, to)).toMatch(expected);
  });
});
