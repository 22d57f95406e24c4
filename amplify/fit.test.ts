import { Stack } from "aws-cdk-lib";
import { expect, it } from "vitest";
import { fitToAnswers } from "./fit.ts";

it("stops a deployment whose answers would be cut, should defineHosting() come to build otherwise", () => {
  expect(() => fitToAnswers(new Stack())).toThrow("0 streaming integrations and 0 server origins");
});
