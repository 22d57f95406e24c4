import type { Expression } from "./hcl/ast.ts";
import type { Module, SourceFile } from "./module.ts";
import type { ProviderSchema } from "./schema.ts";
import type { Type } from "./types.ts";

/** Everything about one module that resolving its references needs; computed once for a check of the module. */
export type ModuleContext = {
  module: Module;
  schemas: ProviderSchema[];
  /** What the outputs of a called module give; undefined when its folder is unknown. */
  outputsOf: (call: string) => { [name: string]: Type } | undefined;
  localTypes: Map<string, Type>;
  /** Names that references have named: `var.x`, `local.x`, `module.x.output`, `data.aws_x.y`. */
  used: Set<string>;
};

/** What is in reach where an expression stands. */
export type Scope = {
  context: ModuleContext;
  file: SourceFile;
  report: (offset: number, what: string, todo: string) => void;
  /** Iterators of `for` and of `dynamic` blocks. */
  names: Map<string, Type>;
  each?: { key: Type; value: Type };
  hasCount?: boolean;
  self?: Type;
  /** Whether ephemeral values may be read here. */
  takesEphemeral?: boolean;
};

export type Infer = (expression: Expression, scope: Scope) => Type;

export function withNames(scope: Scope, names: [string, Type][]): Scope {
  return { ...scope, names: new Map([...scope.names, ...names]) };
}
