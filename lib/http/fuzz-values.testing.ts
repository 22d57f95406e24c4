/** Bytes that stand where a JSON value is expected, and what they are, for the report. */
export type Hostile = { what: string; bytes: Buffer };

const raw = (what: string, text: string): Hostile => ({ what, bytes: Buffer.from(text) });
const text = (what: string, value: string): Hostile => ({ what, bytes: Buffer.from(JSON.stringify(value)) });
/** A JSON string around bytes that are no UTF-8. */
const broken = (what: string, ...bytes: number[]): Hostile => ({
  what,
  bytes: Buffer.concat([Buffer.from('"a'), Buffer.from(bytes), Buffer.from('b"')]),
});

const DEPTH = 10_000;
const MB = 1024 * 1024;

/** Of another type than anybody expects. */
const TYPES: readonly Hostile[] = [
  raw("null", "null"),
  raw("true", "true"),
  raw("false", "false"),
  raw("an empty list", "[]"),
  raw("an empty object", "{}"),
  raw("a list of null", "[null]"),
  raw("a list in a list", '[["a"]]'),
  raw("an operator", '{"$ne":null}'),
  text("an empty string", ""),
  text("a blank string", "   "),
  text("the word null", "null"),
  text("the word true", "true"),
];

const NUMBERS: readonly Hostile[] = [
  ...["0", "-0", "-1", "0.1", "1e400", "-1e400", "1e-400", "2147483648", "9007199254740992", "9223372036854775808"].map(
    (number) => raw(`the number ${number}`, number),
  ),
  ...["NaN", "Infinity", "-0", "1e400", "0x10"].map((number) => text(`the string ${number}`, number)),
  raw("a number of 5,000 digits", "9".repeat(5_000)),
];

const DEEP: readonly Hostile[] = [
  raw("lists 10,000 deep", "[".repeat(DEPTH) + "]".repeat(DEPTH)),
  raw("objects 10,000 deep", `${'{"a":'.repeat(DEPTH)}1${"}".repeat(DEPTH)}`),
];

const LARGE: readonly Hostile[] = [
  text("201 characters", "a".repeat(201)),
  text("33,000 characters", "a".repeat(33_000)),
  text("60,000 characters of three bytes", "あ".repeat(20_000)),
  raw("a list of 10,000", `[${"0,".repeat(9_999)}0]`),
  raw("an object of 5,000 keys", `{${Array.from({ length: 5_000 }, (_, at) => `"k${at}":0`).join(",")}}`),
  text("3.5 MB", "a".repeat(3.5 * MB)),
  text("5 MB", "a".repeat(5 * MB)),
];

const ENCODED: readonly Hostile[] = [
  text("a lone high surrogate", "a\ud800b"),
  text("a lone low surrogate", "\udfff"),
  text("surrogates the wrong way round", "\udc00\ud800"),
  text("an escaped NUL", "a\u0000b"),
  text("control characters", "a\u0001\u001b[31m\u007f\u0085b"),
  text("a byte order mark", "\ufeffa"),
  text("text that turns round", "a\u202ecba\u202c\u2066x"),
  text("characters of no width", "a\u200b\u200d\u2060\ufe0fb"),
  text("a pile of accents", `a${"\u0301".repeat(500)}`),
  text("line ends", "a\r\nset-cookie: a=b\r\n\r\n\u2028\u2029"),
  broken("a byte that is no UTF-8", 0xff),
  broken("an overlong NUL", 0xc0, 0x80),
  broken("a surrogate in UTF-8", 0xed, 0xa0, 0x80),
  broken("half a character", 0xe3, 0x81),
  broken("a raw NUL", 0x00),
  broken("a raw line end", 0x0a),
];

const PROTOTYPES: readonly Hostile[] = [
  raw("an own __proto__", '{"__proto__":{"polluted":true}}'),
  raw("an own constructor", '{"constructor":{"prototype":{"polluted":true}}}'),
  raw("its own toString", '{"toString":null,"valueOf":null}'),
  raw("a thenable", '{"then":"x","toJSON":1,"length":1e9}'),
  ...["__proto__", "constructor", "hasOwnProperty"].map((word) => text(`the string ${word}`, word)),
];

const MEANINGS: readonly Hostile[] = [
  "' or 1=1 --",
  "%",
  "\\",
  "../../../etc/passwd",
  `\${7*7}{{7*7}}`,
  "<script>alert(1)</script>",
  "00000000-0000-0000-0000-000000000000",
  "FFFFFFFF-FFFF-4FFF-BFFF-FFFFFFFFFFFF",
  "9999-99-99T99:99:99Z",
  "http://169.254.169.254/latest/meta-data/",
  "//evil.example",
].map((value) => text(`the string ${value}`, value));

/** What may stand for any value of a JSON body. */
export const HOSTILE_JSON: readonly Hostile[] = [
  ...TYPES,
  ...NUMBERS,
  ...DEEP,
  ...LARGE,
  ...ENCODED,
  ...PROTOTYPES,
  ...MEANINGS,
];

/** Keys that nobody asked for. A `"` ends what is put into the body's text as it stands. */
export const HOSTILE_KEYS: readonly string[] = [
  "__proto__",
  "constructor",
  "prototype",
  "toString",
  "hasOwnProperty",
  "",
  "0",
  "$where",
  "a".repeat(10_000),
  "\u0000",
  "\ud800",
  "userId",
  "id",
];

/** What may stand in an address for a part of the path or a value of the query, written as it goes over the wire. */
export const HOSTILE_TEXT: readonly string[] = [
  ...["null", "undefined", "NaN", "Infinity", "-0", "-1", "0", "1e400", "9007199254740992", "99999999999999999999"],
  ...[
    "true",
    "[]",
    "__proto__",
    "constructor",
    "toString",
    "a.b",
    "*",
    "~",
    "-",
    "'",
    "%27%20or%201=1--",
    "%25",
    "%5C",
  ],
  ...["%00", "a%00b", "%FF", "%C0%80", "%ED%A0%80", "%E3%81", "%EF%BB%BF", "%E2%80%AE", "%E2%80%8B", "%F0%9F%92%A9"],
  ...["%0D%0Aset-cookie:%20a=b", "%0A", "%20", "+", "%zz", "%", "%u0041", "%2525"],
  ...[
    "00000000-0000-0000-0000-000000000000",
    "FFFFFFFF-FFFF-4FFF-BFFF-FFFFFFFFFFFF",
    "https://evil.example",
    "%2F%2Fevil",
  ],
  ...["%2E%2E%2F%2E%2E%2Fetc", "%2F", "%3Fq=1", "%23", "a".repeat(129), "a".repeat(8_000), "%E3%81%82".repeat(700)],
];

/** Headers that take the place of the caller's own, or are put beside them. */
export const HOSTILE_HEADERS: readonly (readonly [string, string])[] = [
  ["origin", "null"],
  ["origin", "https://evil.example"],
  ["content-type", "text/plain"],
  ["content-type", "application/json; charset=utf-16"],
  ["content-type", `application/json;${"a".repeat(4_000)}`],
  ["content-type", "multipart/form-data"],
  ["cookie", ""],
  ["cookie", "a=%; b=%zz; next-auth.session-token=a.b.c"],
  ["authorization", "Bearer %"],
  ["authorization", "Basic Og=="],
  ["accept", "x/y;q=NaN"],
  ["accept-language", "ja;q=NaN,*;q=-1,xx-\u00ff"],
  ["accept-language", `${"a-".repeat(3_000)}a`],
  ["accept-encoding", "br;q=9, identity;q=0"],
  ["content-encoding", "gzip"],
  ["transfer-encoding", "chunked"],
  ["user-agent", ""],
  ["user-agent", `\u00ff\u0080${"x".repeat(4_000)}`],
  ["x-forwarded-for", "::ffff:7f00:1, 999.999.999.999, '"],
  ["x-forwarded-for", `${"1.1.1.1, ".repeat(500)}`],
  ["x-forwarded-host", "evil.example"],
  ["x-forwarded-proto", "javascript"],
  ["x-request-id", "a'\"<b>"],
  ["traceparent", "00-0-0-zz"],
  ["range", "bytes=9-1"],
  ["if-none-match", "*"],
  ["x-http-method-override", "TRACE"],
  ["x-middleware-subrequest", "proxy:proxy:proxy:proxy:proxy"],
  ["x-middleware-rewrite", "/"],
  ["x-nextjs-data", "1"],
  ["x-matched-path", "/%"],
  ["rsc", "1"],
  ["next-router-state-tree", "%"],
  ["next-router-prefetch", "1"],
  ["next-action", "a".repeat(40)],
  ["next-resume", "1"],
  ["purpose", "prefetch"],
  ["x-copilotkit-runtime-client-gql-version", "\u00ff"],
  ["x-amzn-bedrock-agentcore-runtime-session-id", "x"],
  ["sec-fetch-site", "cross-site"],
];
