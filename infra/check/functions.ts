import { elementOf, type Type, unify, unifyAll } from "./types.ts";

/** How many arguments a function takes at least and at most, and what it gives for arguments of these types. */
export type BuiltIn = { min: number; max: number; gives: (args: Type[]) => Type };

const MANY = Number.POSITIVE_INFINITY;
const as = (type: Type) => () => type;
const first = (args: Type[]): Type => args[0] ?? "dynamic";
const listOf = (args: Type[]): Type => ["list", elementOf(first(args))];
const setOf = (args: Type[]): Type => ["set", elementOf(first(args))];
const strings: Type = ["list", "string"];

function merged(args: Type[]): Type {
  return args.length === 0 ? "dynamic" : args.reduce((left, right) => unify(left, right, true));
}

function flattened(args: Type[]): Type {
  let inner = elementOf(first(args));
  while (Array.isArray(inner) && (inner[0] === "list" || inner[0] === "set")) inner = inner[1];
  return ["list", inner];
}

function group(names: string, min: number, max: number, gives: BuiltIn["gives"]): [string, BuiltIn][] {
  return names.split(" ").map((name) => [name, { min, max, gives }]);
}

/**
 * Terraform's built-in functions (https://developer.hashicorp.com/terraform/language/functions, Terraform 1.11), with how many
 * arguments they take; where what they give depends on what they take, as far as the checks need it.
 */
export const FUNCTIONS: ReadonlyMap<string, BuiltIn> = new Map([
  ...group("abs ceil floor signum", 1, 1, as("number")),
  ...group("log pow", 2, 2, as("number")),
  ...group("max min", 1, MANY, as("number")),
  ...group("parseint", 2, 2, as("number")),
  ...group("sum length", 1, 1, as("number")),
  ...group("index", 2, 2, as("number")),
  ...group("strcontains startswith endswith contains", 2, 2, as("bool")),
  ...group("alltrue anytrue fileexists can issensitive", 1, 1, as("bool")),
  ...group("chomp lower upper title trimspace strrev", 1, 1, as("string")),
  ...group("trim trimprefix trimsuffix indent join", 2, 2, as("string")),
  ...group("replace substr", 3, 3, as("string")),
  ...group("format", 1, MANY, as("string")),
  ...group("formatlist", 1, MANY, as(strings)),
  ...group("regex", 2, 2, as("dynamic")),
  ...group("regexall", 2, 2, as(["list", "dynamic"])),
  ...group("split", 2, 2, as(strings)),
  ...group("jsonencode yamlencode urlencode base64encode base64decode base64gzip csvdecode", 1, 1, as("string")),
  ...group("textencodebase64 textdecodebase64", 2, 2, as("string")),
  ...group("jsondecode yamldecode", 1, 1, as("dynamic")),
  ...group(
    "md5 sha1 sha256 sha512 base64sha256 base64sha512 bcrypt filemd5 filesha1 filesha256 filesha512",
    1,
    1,
    as("string"),
  ),
  ...group("filebase64 filebase64sha256 filebase64sha512 file abspath dirname basename pathexpand", 1, 1, as("string")),
  ...group("rsadecrypt uuidv5 templatefile timeadd formatdate", 2, 2, as("string")),
  ...group("timecmp", 2, 2, as("number")),
  ...group("fileset", 2, 2, as(["set", "string"])),
  ...group("uuid timestamp plantimestamp", 0, 0, as("string")),
  ...group("cidrhost cidrnetmask", 1, 2, as("string")),
  ...group("cidrsubnet", 3, 3, as("string")),
  ...group("cidrsubnets", 1, MANY, as(strings)),
  ...group("chunklist", 2, 2, (args) => ["list", listOf(args)]),
  ...group("coalesce coalescelist try", 1, MANY, (args) => args.reduce((left, right) => unify(left, right, true))),
  ...group("concat", 1, MANY, (args) => ["list", unifyAll(args.map(elementOf))]),
  ...group("compact sort", 1, 1, as(strings)),
  ...group("distinct reverse tolist", 1, 1, listOf),
  ...group("toset", 1, 1, setOf),
  ...group("setunion setintersection", 1, MANY, (args) => ["set", unifyAll(args.map(elementOf))]),
  ...group("setsubtract", 2, 2, setOf),
  ...group("setproduct", 1, MANY, as(["list", ["list", "dynamic"]])),
  ...group("slice", 3, 3, listOf),
  ...group("element", 2, 2, (args) => elementOf(first(args))),
  ...group("one", 1, 1, (args) => elementOf(first(args))),
  ...group("flatten", 1, 1, flattened),
  ...group("keys", 1, 1, as(strings)),
  ...group("values", 1, 1, listOf),
  ...group("lookup", 2, 3, (args) => elementOf(first(args))),
  ...group("merge", 0, MANY, merged),
  ...group("matchkeys", 3, 3, listOf),
  ...group("range", 1, 3, as(["list", "number"])),
  ...group("transpose", 1, 1, as(["map", strings])),
  ...group("zipmap", 2, 2, (args) => ["map", elementOf(args[1] ?? "dynamic")]),
  ...group("tomap", 1, 1, (args) => ["map", elementOf(first(args))]),
  ...group("tostring", 1, 1, as("string")),
  ...group("tonumber", 1, 1, as("number")),
  ...group("tobool", 1, 1, as("bool")),
  ...group("sensitive nonsensitive ephemeralasnull", 1, 1, first),
  ...group("type", 1, 1, as("string")),
]);
