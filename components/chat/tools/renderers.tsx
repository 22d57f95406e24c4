"use client";
import type { ReactToolCallRenderer } from "@copilotkit/react-core/v2";
import { z } from "zod";
import { ToolCard } from "./tool-card";

/** One card for every tool call that has no renderer of its own: CopilotKit shows nothing for those. */
export const TOOL_RENDERERS: ReactToolCallRenderer<unknown>[] = [
  {
    name: "*",
    args: z.unknown(),
    render: ({ toolCallId, name, args, result }) => (
      <ToolCard toolCallId={toolCallId} name={name} args={args} result={result} />
    ),
  },
];
