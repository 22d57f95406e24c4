import { act } from "react";
import { describe, expect, it, vi } from "vitest";
import { render } from "../testing/render";
import { Late, latePart } from "./late";

const Word = ({ word }: { word: string }) => <b>{word}</b>;
const settle = () => act(() => new Promise<void>((resolve) => setTimeout(resolve, 0)));

describe("a part of the page whose code comes later", () => {
  it("is stood in for until it is there, and asked for once however many there are", async () => {
    const load = vi.fn(async () => Word);
    const part = latePart(load);
    const { host } = await render(
      <>
        <Late part={part} props={{ word: "one" }} fallback={<i>first</i>} />
        <Late part={part} props={{ word: "two" }} fallback={<i>second</i>} />
      </>,
    );
    await settle();
    expect([host.innerHTML, load.mock.calls.length]).toEqual(["<b>one</b><b>two</b>", 1]);
  });

  it("does not take the page with it when it cannot be had, and comes with the connection", async () => {
    const load = vi.fn(async () => Word).mockRejectedValueOnce(new Error("ChunkLoadError"));
    const part = latePart(load);
    const { host } = await render(
      <p>
        answer <Late part={part} props={{ word: "drawn" }} fallback={<i>source</i>} />
      </p>,
    );
    await settle();
    expect(host.textContent).toBe("answer source");
    await act(async () => void window.dispatchEvent(new Event("online")));
    await settle();
    expect(host.textContent).toBe("answer drawn");
  });

  it("is asked for again by the next one that is shown", async () => {
    const load = vi.fn(async () => Word).mockRejectedValueOnce(new Error("ChunkLoadError"));
    const part = latePart(load);
    const one = await render(<Late part={part} props={{ word: "one" }} fallback="-" />);
    await settle();
    const two = await render(<Late part={part} props={{ word: "two" }} fallback="-" />);
    await settle();
    expect([one.host.textContent, two.host.textContent]).toEqual(["one", "two"]);
  });
});
