// Imported before @copilotkit/runtime, which reads this when it is evaluated and would otherwise report to its vendor.
process.env.COPILOTKIT_TELEMETRY_DISABLED = "true";
