import { beforeEach, describe, expect, it } from "vitest";
import { forgetLeaving, readLeaving, rememberLeaving } from "../account/leaving";
import { byTestId, render } from "../testing/render";
import { WhyHere } from "./why-here";

beforeEach(() => sessionStorage.clear());
const broken = () => {
  throw new Error("storage is off");
};

describe("why one is at the sign-in page", () => {
  it("is nothing to be said to who comes for the first time", async () => {
    await render(<WhyHere expired={false} />);
    expect(document.querySelector("[data-testid=why-here]")).toBeNull();
  });

  it("is what one did, rather than what became of the sign-in by it", async () => {
    rememberLeaving("erased");
    await render(<WhyHere expired />);
    expect(byTestId("why-here").dataset.why).toBe("erased");
    forgetLeaving();
    document.body.replaceChildren();
    await render(<WhyHere expired />, "ja");
    expect(byTestId("why-here").textContent).toContain("元の場所から続けられます");
  });

  it("is not taken from whatever is stored there, and needs no storage", () => {
    sessionStorage.setItem("left-because", "<b>hacked</b>");
    expect(readLeaving()).toBeNull();
    expect(readLeaving(broken)).toBeNull();
    expect(() => rememberLeaving("erased", broken)).not.toThrow();
    expect(() => forgetLeaving(broken)).not.toThrow();
  });
});
