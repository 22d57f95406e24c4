import { readArguments, USAGE } from "./smoke/arguments";
import { asJson, asText } from "./smoke/report";
import { runSmoke } from "./smoke/run";

const args = readArguments(process.argv.slice(2));
if (args.kind === "help") {
  process.stdout.write(USAGE);
} else if (args.kind === "wrong") {
  process.stderr.write(`${args.problem}\n\n${USAGE}`);
  process.exitCode = 2;
} else {
  const report = await runSmoke(args.settings, { say: (line) => process.stderr.write(`${line}\n`) });
  process.stdout.write(args.json ? asJson(report) : asText(report));
  process.exitCode = report.ok ? 0 : 1;
}
