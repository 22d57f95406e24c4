import type { Bank } from "./fit.ts";

const NAMES = ["Mara", "Tomas", "Ife", "Yuki", "Noor", "Elias", "Ana", "Kofi"];
const FRIENDS = ["Old Bertil", "her sister Lena", "the baker", "a girl called Sami", "the night porter", "Uncle Dayo"];
const TOWNS = [
  "the harbour town",
  "the valley",
  "the old quarter",
  "the island",
  "the mill village",
  "the hill station",
];

const at = (list: string[], index: number) => list[index % list.length] ?? "";

/** A story's sentences about any topic that can stand after "about": a thing, a person, "a dragon who learns to code". */
export function storyEn(topic: string, seed: number): Bank {
  const name = at(NAMES, seed);
  const friend = at(FRIENDS, seed >> 3);
  const town = at(TOWNS, seed >> 6);
  return {
    openings: [
      `In ${town}, where nothing much had happened for years, everyone suddenly began to talk about ${topic}.`,
      `${name} had heard many tales in ${town}, but the one that stayed with people was always about ${topic}.`,
      `It began, as most things in ${town} do, with rain on the roof and a rumour about ${topic}.`,
    ],
    beats: [
      [
        `The next morning ${name} packed a lamp, a notebook, and half a loaf of bread.`,
        `By noon the wind had turned, and the whole street smelled of salt and warm dust.`,
        `On the third day a letter came with no stamp and no name on it.`,
        `That evening the lights went out, one house after another, as if someone were counting them.`,
        `A week later the market opened as usual, though nobody was selling anything.`,
        `When the snow finally melted, there were footprints that no one could explain.`,
        `Late in the summer the river fell so low that the old bridge showed its knees.`,
      ],
      [
        `${name} asked ${friend} what it meant, and got only a shrug and a cup of tea.`,
        `“You will not find the answer by waiting,” said ${friend}, and pushed the door open.`,
        `${name} wrote down every detail, because small things have a way of mattering later.`,
        `It would have been easy to turn back, and for a moment that was the plan.`,
        `There was a map, of course, but it had been drawn by somebody who had never left the kitchen.`,
      ],
      [
        `The path was longer than it looked, and twice it led them back to where they had started.`,
        `Behind the second door there was a staircase, and behind the staircase there was a smaller door.`,
        `Somebody had been there before them, and had left the kettle on.`,
        `They tried the key, then the password, and in the end they simply knocked.`,
        `Every clock in the room showed a different hour, and all of them were right somewhere.`,
        `The machine hummed twice, printed a single word, and went quiet again.`,
      ],
      [
        `${name} laughed, because the thing they had been looking for had been following them all along.`,
        `Nobody spoke for a while, and it was a comfortable kind of silence.`,
        `“So that is what ${topic} can do to a place,” ${friend} said at last.`,
        `What had seemed like trouble in the morning looked, by lamplight, a little like luck.`,
        `They shared the last of the bread and agreed to tell no one until they were sure.`,
      ],
      [
        `Slowly, the people of ${town} began to see it too.`,
        `After that day, ${name} never walked past a closed door without listening first.`,
        `Word travelled faster than the ferry, as it always does.`,
        `The children had known it first, naturally, and were too polite to say so.`,
      ],
    ],
    closings: [
      `${name} smiled.`,
      `Home at last.`,
      `The rain had stopped.`,
      `Someone began to sing, softly.`,
      `Nobody in ${town} forgot that night.`,
      `${name} closed the notebook and put it away.`,
      `In the morning the windows were open and the air was clear.`,
      `It was not the ending anyone had expected, but it was the right one.`,
      `And whenever a stranger asked, they told the story again from the beginning, a little better each time.`,
      `The lamp burned until dawn.`,
      `Quiet.`,
      `Far away, a bell rang twice and was still.`,
      `“Same time tomorrow?” asked ${friend}, already halfway down the stairs.`,
      `There would be other days, and other questions, and bread enough for both.`,
      `All was well.`,
    ],
  };
}
