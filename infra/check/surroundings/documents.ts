import type { Expression, ObjectItem } from "../hcl/ast.ts";
import { attributeOf } from "../hcl/ast.ts";
import { type Finding, findingAt, type Module, type Project, type SourceFile } from "../module.ts";

/** The keys of a JSON document that a resource takes as a string. A name alone has any value. */
export type Shape = "any" | { each: Shape } | ObjectShape;
type ObjectShape = { keys: { [name: string]: Shape }; required: string[] };

const shape = (keys: { [name: string]: Shape }, ...required: string[]): Shape => ({ keys, required });
const anyOf = (names: string): { [name: string]: Shape } =>
  Object.fromEntries(names.split(" ").map((it) => [it, "any" as const]));

const LIFECYCLE = shape(
  {
    rules: {
      each: shape(
        {
          ...anyOf("rulePriority description"),
          selection: shape(
            anyOf("tagStatus tagPrefixList tagPatternList countType countUnit countNumber"),
            "tagStatus",
            "countType",
            "countNumber",
          ),
          action: shape(anyOf("type"), "type"),
        },
        "rulePriority",
        "selection",
        "action",
      ),
    },
  },
  "rules",
);

const DASHBOARD = shape(
  {
    ...anyOf("start end periodOverride"),
    widgets: {
      each: shape(
        {
          ...anyOf("type x y width height"),
          properties: shape(
            anyOf("title region view period stat metrics query markdown yAxis annotations stacked legend liveData"),
            "region",
          ),
        },
        "type",
        "properties",
      ),
    },
  },
  "widgets",
);

const CONTAINERS: Shape = {
  each: shape(
    {
      ...anyOf(
        "name image essential command entryPoint user workingDirectory cpu memory memoryReservation readonlyRootFilesystem",
      ),
      ...anyOf(
        "stopTimeout startTimeout dependsOn mountPoints volumesFrom linuxParameters ulimits dockerLabels privileged",
      ),
      environment: { each: shape(anyOf("name value"), "name", "value") },
      secrets: { each: shape(anyOf("name valueFrom"), "name", "valueFrom") },
      portMappings: { each: shape(anyOf("containerPort hostPort protocol name appProtocol"), "containerPort") },
      healthCheck: shape(anyOf("command interval timeout retries startPeriod"), "command"),
      logConfiguration: shape(
        {
          ...anyOf("logDriver secretOptions"),
          options: shape(
            anyOf(
              "awslogs-group awslogs-region awslogs-stream-prefix awslogs-create-group awslogs-datetime-format mode max-buffer-size",
            ),
            "awslogs-group",
            "awslogs-region",
            "awslogs-stream-prefix",
          ),
        },
        "logDriver",
        "options",
      ),
    },
    "name",
    "image",
  ),
};

/**
 * By hand, after Amazon ECR's "Lifecycle policies", CloudWatch's "Dashboard body structure and syntax" and the ECS API's
 * ContainerDefinition: JSON that no provider schema describes.
 */
const DOCUMENTS: Record<string, Shape> = {
  "aws_ecr_lifecycle_policy.policy": LIFECYCLE,
  "aws_cloudwatch_dashboard.dashboard_body": DASHBOARD,
  "aws_ecs_task_definition.container_definitions": CONTAINERS,
};

type Place = { module: Module; file: SourceFile; label: string; findings: Finding[] };

/** Checks keys of the documents that are put together by jsonencode(), and of the agents that the site is given. */
export function checkDocuments(project: Project, agents: Shape): Finding[] {
  const findings: Finding[] = [];
  for (const module of project.modules.values()) {
    for (const { file, node } of module.resources.values()) {
      for (const attribute of node.body.attributes) {
        const label = `${node.labels[0]?.value}.${attribute.name}`;
        const wanted = DOCUMENTS[label];
        const { value } = attribute;
        if (!wanted) continue;
        if (value.kind === "call" && value.name === "jsonencode" && value.args[0])
          compare(value.args[0], wanted, { module, file, label, findings });
        else
          findings.push(
            findingAt(
              file,
              value.span.start,
              `${label} is not put together by jsonencode()`,
              "Write it so; then its keys are checked.",
            ),
          );
      }
    }
    for (const { file, node } of module.calls.values()) {
      const given = attributeOf(node.body, "agents");
      if (given) compare(given.value, agents, { module, file, label: "agents", findings });
    }
  }
  return findings;
}

function compare(expression: Expression, wanted: Shape, place: Place): void {
  if (wanted === "any") return;
  for (const { value, file } of alternatives(expression, place)) {
    const here = { ...place, file };
    if ("each" in wanted) {
      for (const item of value.kind === "list" ? value.items : value.kind === "for" && !value.key ? [value.value] : [])
        compare(item, wanted.each, here);
    } else compareKeys(value, wanted, here);
  }
}

function compareKeys(value: Expression, wanted: ObjectShape, place: Place): void {
  const { items, isWhole } = itemsOf(value, place);
  for (const { item, file } of items) {
    if (item.name === undefined) continue;
    const inner = wanted.keys[item.name];
    const at = { ...place, file, label: `${place.label}.${item.name}` };
    if (inner) compare(item.value, inner, at);
    else
      place.findings.push(
        findingAt(
          file,
          item.key.span.start,
          `${place.label} has no key ${item.name}`,
          `It has ${Object.keys(wanted.keys).join(", ")}.`,
        ),
      );
  }
  const names = new Set(items.map((it) => it.item.name));
  for (const name of isWhole ? wanted.required : []) {
    if (!names.has(name))
      place.findings.push(findingAt(place.file, value.span.start, `${place.label} lacks the key ${name}`, "Add it."));
  }
}

type Items = { items: { item: ObjectItem; file: SourceFile }[] /** Whether all items are known. */; isWhole: boolean };

function itemsOf(value: Expression, place: Place): Items {
  if (value.kind === "object") return { items: value.items.map((item) => ({ item, file: place.file })), isWhole: true };
  if (value.kind !== "call" || value.name !== "merge") return { items: [], isWhole: false };
  const parts = value.args
    .flatMap((it) => alternatives(it, place))
    .map((it) => itemsOf(it.value, { ...place, file: it.file }));
  return { items: parts.flatMap((it) => it.items), isWhole: parts.every((it) => it.isWhole) };
}

/** What an expression may be: both results of a condition, a local's value, each list that concat() joins; null is none. */
function alternatives(value: Expression, place: Place): { value: Expression; file: SourceFile }[] {
  if (value.kind === "conditional") return [value.yes, value.no].flatMap((it) => alternatives(it, place));
  if (value.kind === "call" && value.name === "concat") return value.args.flatMap((it) => alternatives(it, place));
  const step =
    value.kind === "traversal" && value.root === "local" && value.steps.length === 1 ? value.steps[0] : undefined;
  const local = step?.kind === "attr" ? place.module.locals.get(step.name) : undefined;
  if (local) return alternatives(local.node.value, { ...place, file: local.file });
  if (value.kind === "literal" && value.value === null) return [];
  return [{ value, file: place.file }];
}

type JsonSchema = {
  type?: string;
  items?: JsonSchema;
  anyOf?: JsonSchema[];
  properties?: Record<string, JsonSchema>;
  required?: string[];
};

/** The part of a JSON Schema that names the keys of objects; of several forms the one that is an object. */
export function shapeOfSchema(schema: JsonSchema): Shape {
  const form = schema.anyOf?.find((it) => it.properties) ?? schema;
  if (form.type === "array" && form.items) return { each: shapeOfSchema(form.items) };
  if (!form.properties) return "any";
  const keys = Object.fromEntries(Object.entries(form.properties).map(([name, inner]) => [name, shapeOfSchema(inner)]));
  return { keys, required: form.required ?? [] };
}
