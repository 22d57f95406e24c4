import { beforeEach, describe, expect, it } from "vitest";
import { comeBackTo, takeComeBack } from "./come-back";

const A = "auth0%7Ca";
beforeEach(() => sessionStorage.clear());
const take = (address: string, person = A) => takeComeBack({ person, address });

describe("coming back from a sign-in to a dialog", () => {
  it.each([
    ["/c/x?y=1#z", "devices", "/c/x?y=1&open=devices", "/c/x?y=1"],
    ["/", "erase", "/?open=erase", "/"],
    // Left from a page to which it had come back before.
    ["/?open=erase", "devices", "/?open=devices", "/"],
  ] as const)("from %s opens it once, and leaves the address as it was", (from, dialog, there, after) => {
    expect(comeBackTo(dialog, { person: A, address: from })).toBe(there);
    expect(take(there)).toEqual({ dialog, address: after });
    expect(take(there)).toEqual({ dialog: null, address: after });
  });

  it("opens nothing for somebody else, and nothing afterwards for the first", () => {
    const there = comeBackTo("erase", { person: A, address: "/" });
    expect(take(there, "auth0%7Cb")).toEqual({ dialog: null, address: "/" });
    expect(take(there)).toEqual({ dialog: null, address: "/" });
  });

  it("opens nothing for an address alone, which may come from anybody", () => {
    expect(take("/?open=erase")).toEqual({ dialog: null, address: "/" });
    comeBackTo("devices", { person: A, address: "/" });
    expect(take("/?open=erase")).toEqual({ dialog: null, address: "/" });
  });

  it.each(["/?open=x", "/?open=", "/?open=ERASE", "/?open=__proto__", "/?open=erase%20", "/", "/?opened=erase"])(
    "leaves %s alone, and takes the note with it",
    (address) => {
      comeBackTo("erase", { person: A, address: "/" });
      expect(take(address)).toEqual({ dialog: null, address: null });
      expect(sessionStorage.length).toBe(0);
    },
  );

  it("stays on this site, whatever the address is", () => {
    expect(comeBackTo("erase", { person: A, address: "/a" })).toMatch(/^\/a/);
    for (const address of ["//evil.example/x", "https://evil.example/x"])
      expect(new URL(comeBackTo("erase", { person: A, address }), "https://here.invalid").origin).toBe(
        "https://here.invalid",
      );
  });

  it("is no reason not to sign in where the tab keeps nothing", () => {
    const off = () => {
      throw new Error("switched off");
    };
    expect(comeBackTo("erase", { person: A, address: "/" }, off)).toBe("/?open=erase");
    expect(takeComeBack({ person: A, address: "/?open=erase" }, off)).toEqual({ dialog: null, address: "/" });
  });
});
