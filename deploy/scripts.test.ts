import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";

// The scripts that the workflows call, with programs in place of aws, docker and terraform that write down how they were called.

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "agentcore-chat-deploy-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** @param programs what each does after it has written its arguments down, in shell */
function run(script: string, args: string[], programs: Record<string, string>, env: Record<string, string>) {
  const bin = join(folder, "bin");
  mkdirSync(bin);
  writeFileSync(join(folder, "calls"), "");
  for (const [name, does] of Object.entries(programs)) {
    writeFileSync(join(bin, name), `#!/bin/sh\necho "${name} $*" >>"${folder}/calls"\n${does}\n`);
    chmodSync(join(bin, name), 0o755);
  }
  const PATH = `${bin}:${process.env.PATH}`;
  const { status, stdout, stderr } = spawnSync(`deploy/${script}`, args, {
    encoding: "utf8",
    env: { NODE_ENV: "test", PATH, ...env },
  });
  const calls = readFileSync(join(folder, "calls"), "utf8").split("\n").filter(Boolean);
  return { status, stdout, stderr, calls };
}

const DIGEST = `sha256:${"a".repeat(64)}`;
const push = (described: string) =>
  run(
    "push-image.sh",
    ["0123456789ab"],
    {
      aws: `case "$*" in *get-caller-identity*) echo 123456789012;; *get-login-password*) echo secret;; *describe-images*) ${described};; esac`,
      docker: 'case "$1" in login) cat >/dev/null;; esac',
    },
    { AWS_REGION: "us-east-1", ECR_REPOSITORY: "chat/site", DOCKERFILE: "Dockerfile", PLATFORM: "linux/arm64" },
  );

it("pushes an image for its platform under the release, and gives its password by standard input", () => {
  const { status, calls } = push("exit 254");
  expect(status).toBe(0);
  const docker = calls.filter((call) => call.startsWith("docker "));
  expect(docker).toEqual([
    "docker login --username AWS --password-stdin 123456789012.dkr.ecr.us-east-1.amazonaws.com",
    "docker buildx build --platform linux/arm64 --provenance=false --sbom=false --build-arg RELEASE=0123456789ab " +
      "--file Dockerfile --tag 123456789012.dkr.ecr.us-east-1.amazonaws.com/chat/site:0123456789ab --push .",
  ]);
  expect(calls.join("\n")).not.toContain("secret");
});

it("builds no release again that is there: its tag cannot be moved", () => {
  const { status, stdout, calls } = push("exit 0");
  expect(status).toBe(0);
  expect(stdout).toContain("is there already");
  expect(calls.filter((call) => call.startsWith("docker "))).toEqual([]);
});

const digests = (args: string[], does: string, site = "chat/site") =>
  run("image-digests.sh", args, { aws: does }, { AGENT_ECR_REPOSITORY: "chat/agent", SITE_ECR_REPOSITORY: site });

it("names the images of a release by digest, for Terraform", () => {
  const { status, stdout, calls } = digests(["0123456789ab"], `echo '"${DIGEST}"'`);
  expect(status).toBe(0);
  expect(stdout).toBe(`TF_VAR_agent_image_digest=${DIGEST}\nTF_VAR_site_image_digest=${DIGEST}\n`);
  for (const call of calls) expect(call).toContain("--image-ids imageTag=0123456789ab");
});

it("names the newest images where no release is said, and the agent's alone where the site is no container", () => {
  const { stdout, calls } = digests([], `echo '"${DIGEST}"'`, "");
  expect(stdout).toBe(`TF_VAR_agent_image_digest=${DIGEST}\n`);
  expect(calls).toEqual([
    expect.stringContaining("sort_by(imageDetails, &imagePushedAt)[-1].imageDigest --output json"),
  ]);
});

it.each([
  ["a release without an image", ["0123456789ab"], "exit 254", /chat\/agent has no image 0123456789ab/],
  ["an empty repository", [], "echo null", /chat\/agent has no image at all/],
  ["what is no release", ["x\nTF_VAR_y=z"], `echo '"${DIGEST}"'`, /A release is letters/],
])("ends at %s, and names no image", (_, args, does, words) => {
  const { status, stdout, stderr } = digests(args, does);
  expect(status).toBe(1);
  expect(stdout).toBe("");
  expect(stderr).toMatch(words);
});

it("hands Terraform the variables and the place of its state", () => {
  const init = (env: Record<string, string>) =>
    run("terraform-init.sh", [], { terraform: "" }, { TF_DIR: folder, ...env });
  expect(init({ TFVARS: 'name = "chat"\nhost = "ecs"', TF_BACKEND: 'bucket = "b"' }).calls).toEqual([
    "terraform init -input=false -backend-config=backend.hcl",
  ]);
  expect(readFileSync(join(folder, "ci.auto.tfvars"), "utf8")).toBe('name = "chat"\nhost = "ecs"\n');
  expect(readFileSync(join(folder, "backend.hcl"), "utf8")).toBe('bucket = "b"\n');
  rmSync(join(folder, "backend.hcl"));
  rmSync(join(folder, "bin"), { recursive: true });
  expect(init({}).calls).toEqual(["terraform init -input=false"]);
});
