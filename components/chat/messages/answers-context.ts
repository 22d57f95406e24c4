"use client";
import type { Message } from "@copilotkit/react-core/v2";
import { createContext, useMemo } from "react";
import { type Answer, answersOf } from "./answers";

/** The conversation's answers by the message that shows what one can do with them. */
export const AnswersContext = createContext<ReadonlyMap<string, Answer>>(new Map());

/** The same map for as long as it says the same: a streaming answer must not have the old ones rendered with each word. */
export function useAnswers(messages: readonly Message[]): ReadonlyMap<string, Answer> {
  const key = useMemo(() => JSON.stringify(answersOf(messages)), [messages]);
  return useMemo(() => new Map((JSON.parse(key) as Answer[]).map((answer) => [answer.hostId, answer])), [key]);
}
