import { describe, expect, it } from "vitest";
import { disposition, fileResponse, safeFileName } from "./file";

describe("the name of an exported file", () => {
  it.each([
    ["来週の東京出張", "来週の東京出張"],
    ['a/b\\c:d*e?f"g<h>i|j', "a b c d e f g h i j"],
    ["../../etc/passwd", "etc passwd"],
    ["..", "chat"],
    ["~/.ssh", "ssh"],
    [".htaccess", "htaccess"],
    ["-rf", "rf"],
    ["name. . .", "name"],
    ["", "chat"],
    ["\0\r\n\t", "chat"],
    ["CON", "chat CON"],
    ["nul.txt", "chat nul.txt"],
    ["console", "console"],
    ["cod\u202egpj.exe", "codgpj.exe"],
    ["half \ud83d pair", "half pair"],
    ["e\u0301", "é"],
    ["👩‍💻 work", "👩💻 work"],
  ])("for %j is %j", (title, expected) => {
    expect(safeFileName(title)).toBe(expected);
  });

  it("is never longer than a file system takes, and cuts no character", () => {
    for (const text of ["あ".repeat(1_000), "𠮷".repeat(1_000), "e\u0301x".repeat(1_000), "a".repeat(1_000)]) {
      const name = safeFileName(text);
      expect(Buffer.byteLength(name)).toBeLessThanOrEqual(150);
      expect(Buffer.byteLength(name)).toBeGreaterThan(140);
      expect(name.isWellFormed()).toBe(true);
    }
  });

  it("is told to old and new browsers", () => {
    expect(disposition("東京 (案) '25 100%;\"", "md")).toBe(
      "attachment; filename=\"_ (_) '25 100__.md\"; filename*=UTF-8''%E6%9D%B1%E4%BA%AC%20%28%E6%A1%88%29%20%2725%20100%25%3B.md",
    );
  });

  it.each(["a\r\nset-cookie: x=1", 'a"; filename="b.exe', "a\u0000b", "é", "a; b", "\\"])(
    "cannot say anything else in the header: %j",
    (title) => {
      const header = disposition(title, "json");
      expect(header).toMatch(/^attachment; filename="[^"\\]*\.json"; filename\*=UTF-8''[\w.~%-]+\.json$/);
      expect(new Headers({ "content-disposition": header }).get("content-disposition")).toBe(header);
    },
  );
});

describe("an exported file", () => {
  const counted = () => {
    const seen = { given: 0, ended: false };
    async function* pieces() {
      try {
        for (;;) {
          seen.given += 1;
          yield "x".repeat(1_000);
        }
      } finally {
        seen.ended = true;
      }
    }
    return { seen, pieces: pieces() };
  };

  it("is a download that no cache keeps and no browser takes for a page", async () => {
    async function* one() {
      yield "あ";
    }
    const response = fileResponse(one(), "t", "md");
    expect(Object.fromEntries(response.headers)).toMatchObject({
      "content-type": "text/markdown; charset=utf-8",
      "x-content-type-options": "nosniff",
      "cache-control": "private, no-store",
      "content-disposition": expect.stringContaining("attachment") as string,
    });
    expect(await response.text()).toBe("あ");
  });

  it("is read no faster than it is taken, and not any more once nobody takes it", async () => {
    const { seen, pieces } = counted();
    const reader = fileResponse(pieces, "t", "md").body?.getReader();
    await reader?.read();
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(seen.given).toBeLessThan(5);
    await reader?.cancel();
    expect(seen.ended).toBe(true);
  });

  it("breaks off when it cannot be read to its end", async () => {
    async function* failing() {
      yield "half";
      throw new Error("database gone: secret");
    }
    await expect(fileResponse(failing(), "t", "json").text()).rejects.toThrow("the export broke off");
  });
});
