/** What a Terraform file says, with the place of everything: offsets into the file's text. */

export type Span = { start: number; end: number };

export type Attribute = { name: string; nameSpan: Span; value: Expression; span: Span };
export type Label = { value: string; span: Span };
export type Block = { type: string; typeSpan: Span; labels: Label[]; body: Body; span: Span };
export type Body = { attributes: Attribute[]; blocks: Block[] };

export type Step =
  | { kind: "attr"; name: string; span: Span }
  | { kind: "index"; key: Expression; span: Span }
  | { kind: "splat"; span: Span };

export type ObjectItem = {
  key: Expression /** Set for a key that is a word or a plain string. */;
  name?: string;
  value: Expression;
};

export type Literal = { kind: "literal"; value: string | number | boolean | null; span: Span };
export type Template = { kind: "template"; parts: Expression[]; span: Span };
/** `root` is a name (`var`, `aws_x`, an iterator); `object` is set instead for steps on another expression. */
export type Traversal = { kind: "traversal"; root: string; rootSpan: Span; steps: Step[]; span: Span };
export type Access = { kind: "access"; object: Expression; steps: Step[]; span: Span };
export type Call = { kind: "call"; name: string; nameSpan: Span; args: Expression[]; expand: boolean; span: Span };
export type List = { kind: "list"; items: Expression[]; span: Span };
export type ObjectExpression = { kind: "object"; items: ObjectItem[]; span: Span };
export type For = {
  kind: "for";
  keyVar?: string;
  valueVar: string;
  collection: Expression;
  key?: Expression;
  value: Expression;
  condition?: Expression;
  group: boolean;
  span: Span;
};
export type Conditional = { kind: "conditional"; condition: Expression; yes: Expression; no: Expression; span: Span };
export type Operation = { kind: "operation"; operator: string; operands: Expression[]; span: Span };
export type Expression =
  | Literal
  | Template
  | Traversal
  | Access
  | Call
  | List
  | ObjectExpression
  | For
  | Conditional
  | Operation;

/** The expressions directly inside another one, index keys among them. */
export function childrenOf(expression: Expression): Expression[] {
  switch (expression.kind) {
    case "literal":
      return [];
    case "template":
      return expression.parts;
    case "traversal":
      return indexKeys(expression.steps);
    case "access":
      return [expression.object, ...indexKeys(expression.steps)];
    case "call":
      return expression.args;
    case "list":
      return expression.items;
    case "object":
      return expression.items.flatMap((item) => [item.key, item.value]);
    case "for":
      return [expression.collection, expression.key, expression.value, expression.condition].filter(
        (it) => it !== undefined,
      );
    case "conditional":
      return [expression.condition, expression.yes, expression.no];
    case "operation":
      return expression.operands;
  }
}

/** Calls `visit` for the expression and everything inside it. */
export function walkExpression(expression: Expression, visit: (it: Expression) => void): void {
  visit(expression);
  for (const child of childrenOf(expression)) walkExpression(child, visit);
}

/** Every expression written as an argument's value in a body and the blocks inside it. */
export function* expressionsOf(body: Body): Generator<Expression> {
  for (const attribute of body.attributes) yield attribute.value;
  for (const block of body.blocks) yield* expressionsOf(block.body);
}

export function attributeOf(body: Body, name: string): Attribute | undefined {
  return body.attributes.find((it) => it.name === name);
}

function indexKeys(steps: Step[]): Expression[] {
  return steps.flatMap((step) => (step.kind === "index" ? [step.key] : []));
}
