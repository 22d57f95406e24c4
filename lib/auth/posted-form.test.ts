import { expect, it } from "vitest";
import { isReadableForm } from "./posted-form";

const SITE = "http://localhost:3000";
const [JSON_TYPE, FORM_TYPE] = ["application/json", "application/x-www-form-urlencoded"];

it.each([
  [JSON_TYPE, '{"csrfToken":"x","callbackUrl":"/","json":"true"}', true],
  [JSON_TYPE, `{"csrfToken":"x","callbackUrl":"${SITE}/c/1","more":{"a":1}}`, true],
  [FORM_TYPE, "csrfToken=x&callbackUrl=%2F", true],
  [FORM_TYPE, "", true],
  [null, "anything", true],
  [JSON_TYPE, '{"csrfToken":"x"', false],
  [JSON_TYPE, "", false],
  [JSON_TYPE, "null", false],
  [JSON_TYPE, "[]", false],
  [JSON_TYPE, "5", false],
  [JSON_TYPE, '{"callbackUrl":5}', false],
  [JSON_TYPE, '{"callbackUrl":{"$ne":null}}', false],
  [JSON_TYPE, '{"callbackUrl":"NaN"}', false],
  [JSON_TYPE, '{"callbackUrl":"/","callbackUrl":"a\nb"}', false],
  [JSON_TYPE, '{"csrfToken":["x"]}', false],
  [JSON_TYPE, "[".repeat(10_000), false],
  [FORM_TYPE, "callbackUrl=NaN", false],
  [FORM_TYPE, "callbackUrl=javascript:alert(1)", false],
])("%s %j: %s", (type, body, expected) => {
  expect(isReadableForm(type, Buffer.from(body), SITE)).toBe(expected);
});
