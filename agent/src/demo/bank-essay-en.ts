import type { Bank } from "./fit.ts";

/** Sentences about any topic that hold without knowing it: how to look at a thing, ask about it, and begin. */
export function essayEn(topic: string): Bank {
  return {
    openings: [
      `As a demo model I know no facts about ${topic}, so this is about how to think about it.`,
      `A demo model cannot look anything up, but it can say how to approach ${topic} with some care.`,
    ],
    beats: [
      [
        `The first question about ${topic} is always what problem it is meant to solve, and for whom.`,
        `It helps to separate what is known about ${topic} from what is merely repeated.`,
        `Most disagreements about ${topic} turn out to be disagreements about words.`,
        `Anyone new to ${topic} should begin with one small, real example and follow it to the end.`,
      ],
      [
        `A good example shows more than a definition, because it can be wrong in ways that teach something.`,
        `Write down what you expect before you look, so that a surprise cannot pass unnoticed.`,
        `Costs are often visible at once, while benefits take time and patience to appear.`,
        `Ask who gains, who pays, and who has not been asked.`,
      ],
      [
        `Then compare it with the nearest alternative, since nothing is good or bad on its own.`,
        `Numbers are useful here, provided that somebody can say where they came from.`,
        `A second opinion is worth most when it comes from someone who would have to live with the result.`,
        `It is wise to try the idea where a mistake is cheap before trying it where a mistake is not.`,
      ],
      [
        `What remains after that is usually a short list of choices, each with a price.`,
        `Only then is it time to decide, and to write down why.`,
        `If the decision can be undone, make it early; if it cannot, make it slowly.`,
      ],
    ],
    closings: [
      `Begin small.`,
      `Check the sources first.`,
      `Then look again, with fresh eyes.`,
      `Curiosity does most of the work.`,
      `None of this needs an expert, only some patience.`,
      `With ${topic}, as elsewhere, a clear question is half of the answer.`,
      `What matters in the end is whether somebody can use it on an ordinary day.`,
      `Try it.`,
      `Notes help.`,
      `The rest is practice, and the honesty to notice when something does not work.`,
      `A week later, ask the same question once more and compare the two answers.`,
      `Patience.`,
      `Ask people who do it every day.`,
    ],
  };
}
