import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { brokenLinks, readMarkdown } from "./markdown-links";
import { repositoryFiles } from "./repository-files";

const pages = repositoryFiles().filter((file) => file.endsWith(".md"));

it("finds the pages, and links in them", () => {
  expect(pages.length).toBeGreaterThan(10);
  expect(readMarkdown(readFileSync("README.md", "utf8")).links.length).toBeGreaterThan(10);
});

it.each(pages)("each link of %s leads somewhere", (page) => {
  expect(brokenLinks(page, readFileSync(page, "utf8"))).toEqual([]);
});

it.each([
  ["[x](docs/nothing.md)", /there is no docs\/nothing\.md/],
  ["[x](../README.md)", /there is no \.\.\/README\.md/],
  ["![x](docs/images/nothing.png)", /there is no docs\/images/],
  ["[x](README.md#nothing-of-the-kind)", /README\.md has no heading #nothing-of-the-kind/],
  ["[x](#nothing)", /page\.md has no heading #nothing/],
  ["[x][1]\n\n[1]: docs/nothing.md", /there is no docs\/nothing\.md/],
])("sees that %j leads nowhere", (text, words) => {
  expect(brokenLinks("page.md", text)).toEqual([expect.stringMatching(words)]);
});

it("knows headings as GitHub does, and leaves other sites and code alone", () => {
  const page =
    "# `npm run x -- --y`: it's & so\n\n## Same\n\n## Same\n\n[a](#npm-run-x------y-its--so) [b](#same-1) [c](https://example.com/#x)\n\n`[d](nothing.md)`\n";
  expect(brokenLinks("page.md", page)).toEqual([]);
});
