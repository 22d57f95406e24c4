import { expect, it } from "vitest";
import { registerTodo } from "./sign-in";

it("says of a tenant in Auth0 where its dashboard has the callback", () => {
  const authorize = new URL("https://tenant.us.auth0.com/authorize");
  expect(registerTodo(authorize, "https://chat.example.com/api/auth/callback/auth0")).toContain(
    "add https://chat.example.com/api/auth/callback/auth0 to the allowed callback addresses",
  );
});
