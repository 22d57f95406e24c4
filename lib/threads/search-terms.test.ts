import { sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { embeddedTestDatabase, hasPostgres, postgresTestDatabase, type TestDatabase } from "../db/testing";
import { fold, searchQuery, searchRuns, searchVector } from "./search-terms";

const engines = [
  { engine: "embedded", open: embeddedTestDatabase, available: true },
  { engine: "postgres", open: postgresTestDatabase, available: await hasPostgres() },
];

describe("the words of a text", () => {
  it("are words where a script has spaces, and runs where it has none", () => {
    expect(searchRuns(fold("Deploy東京リージョンv2！ Ok"))).toEqual([
      { text: "deploy", spaced: true, start: 0 },
      { text: "東京リージョン", spaced: false, start: 6 },
      { text: "v2", spaced: true, start: 13 },
      { text: "ok", spaced: true, start: 17 },
    ]);
  });

  it("are none in what is only signs", () => {
    for (const text of ["", " ", "🎉👩‍💻❤️", "' & | ! :* \\ ( ) <->", "\0", "\ud83d", "\u0301", "。、・「」"])
      expect(searchRuns(fold(text)), text).toEqual([]);
  });
});

describe.each(engines)("search terms on $engine", ({ open, available }) => {
  let database: TestDatabase;
  beforeAll(async () => {
    if (available) database = await open();
  }, 60_000);
  afterAll(async () => {
    if (available) await database.drop();
  });

  const value = async (expression: ReturnType<typeof sql>) => {
    const result = await database.db.execute(sql`select ${expression} as value`);
    return (result as unknown as { rows: { value: unknown }[] }).rows[0]?.value;
  };
  const finds = async (text: string, query: string) => {
    const wanted = searchQuery(query);
    return wanted === null ? null : await value(sql`${searchVector(text)} @@ ${wanted}`);
  };

  it.runIf(available).each([
    ["来週の東京出張を予約して", "東京"],
    ["来週の東京出張を予約して", "東京出張"],
    ["来週の東京出張を予約して", "予"],
    ["来週の東京出張を予約して", "て"],
    ["来週の東京出張を予約して", "来週 予約"],
    ["サーバーの設定", "サーバー"],
    ["サーバーの設定", "ｻｰﾊﾞｰ"],
    ["ｻｰﾊﾞｰ", "サーバ"],
    ["か\u3099っこう", "がっこう"],
    ["人々", "々"],
    ["서울에서 만나요", "서울"],
    ["𠮷野家で食べた", "𠮷野"],
    ["𠮷野家で食べた", "𠮷"],
    ["สวัสดีครับ", "ดีค"],
    ["Deploy東京リージョンv2", "v2 東京"],
    ["Deploy東京リージョンv2", "deplo"],
    ["The QUICK brown fox", "quick bro"],
    ["The QUICK brown fox", "fox the"],
    ["Ｆｕｌｌ　ｗｉｄｔｈ", "full width"],
    ["Ångström café", "CAFÉ"],
    ["cafe\u0301", "café"],
    ["ΟΔΟΣ ΑΘΗΝΩΝ", "οδοσ"],
    ["don't panic", "don't"],
    ["🎉 party 🎉", "party 🎉"],
    ["1️⃣ first", "1 first"],
    ["half \ud83d pair", "half pair"],
    ["nul\0byte", "nulbyte"],
    ["C:\\temp\\it's | & ! (x):* <->", "c:\\temp 'it"],
    ["a & b", "a & b"],
    ["x".repeat(5000), "x".repeat(5000)],
  ])("finds %j by %j", async (text, query) => {
    expect(await finds(text, query)).toBe(true);
  });

  it.runIf(available).each([
    ["来週の東京出張を予約して", "京東"],
    ["来週の東京出張を予約して", "大阪"],
    ["来週の東京出張を予約して", "東京 大阪"],
    ["The quick brown fox", "uick"],
    ["The quick brown fox", "qui fox"],
    ["The quick brown fox", "quick | cat"],
    ["The quick brown fox", "!cat"],
    ["quick", "qu:* cat"],
    ["", "a"],
  ])("does not find %j by %j", async (text, query) => {
    expect(await finds(text, query)).toBe(false);
  });

  it.runIf(available).each(["", "  ", "🎉", "' & | ! :* \\", "\0", "\udc00", "'", "\\", "<->", "()"])(
    "has nothing to look for in %j",
    async (query) => {
      expect(searchQuery(query)).toBeNull();
    },
  );

  it.runIf(available)("takes whatever a person pastes as words, never as operators", async () => {
    const signs = [..." '\\&|!():*<->\0\ud83d\udc00\"%_$1;東aé🎉"];
    let seed = 7;
    const random = (below: number) => {
      seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
      return seed % below;
    };
    for (let round = 0; round < 200; round++) {
      const text = Array.from({ length: 1 + random(12) }, () => signs[random(signs.length)]).join("");
      expect([null, true], JSON.stringify(text)).toContain(await finds(text, text));
    }
  });

  it.runIf(available)("stores as much of a huge text as Postgres can hold, and finds its beginning", async () => {
    const words = Array.from({ length: 300_000 }, (_, at) => `word${at.toString(36)}`).join(" ");
    const ideographs = Array.from({ length: 200_000 }, (_, at) =>
      String.fromCodePoint(0x4e00 + ((at * 7919) % 20_000)),
    ).join("");
    for (const [text, first] of [
      [words, "word0"],
      [ideographs, ideographs.slice(0, 2)],
    ] as const) {
      await database.db.execute(sql`drop table if exists huge`);
      await database.db.execute(sql`create table huge (search tsvector)`);
      await database.db.execute(sql`create index on huge using gin (search)`);
      await database.db.execute(sql`insert into huge values (${searchVector(text)})`);
      const found = await database.db.execute(
        sql`select length(search) as terms from huge where search @@ ${searchQuery(first)}`,
      );
      const [row] = (found as unknown as { rows: { terms: number }[] }).rows;
      expect(row?.terms).toBeGreaterThan(10_000);
    }
  });

  it.runIf(available)("limits what one query asks for", async () => {
    const query = Array.from({ length: 5_000 }, (_, at) => `w${at}`).join(" ");
    expect(await finds(query, query)).toBe(true);
  });
});
