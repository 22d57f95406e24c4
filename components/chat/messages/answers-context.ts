"use client";
import type { Message } from "@copilotkit/react-core/v2";
import { createContext, useMemo } from "react";
import { type Answer, answersOf } from "./answers";

/** The conversation's answers by the message that shows what one can do with them. */
export const AnswersContext = createContext<ReadonlyMap<string, Answer>>(new Map());

/** Ids of the questions that another one followed without an answer, one a line. */
export const UnansweredContext = createContext("");

/** What `UnansweredContext` holds for these messages. */
export function unansweredIn(messages: readonly Message[]): string {
  const passed = messages.filter(({ role }, index) => role === "user" && messages[index + 1]?.role === "user");
  return passed.map(({ id }) => id).join("\n");
}

/** The same map for as long as it says the same: a streaming answer must not have the old ones rendered with each word. */
export function useAnswers(messages: readonly Message[]): ReadonlyMap<string, Answer> {
  const key = useMemo(() => JSON.stringify(answersOf(messages)), [messages]);
  return useMemo(() => new Map((JSON.parse(key) as Answer[]).map((answer) => [answer.hostId, answer])), [key]);
}
