import { describe, expect, it } from "vitest";
import { calculate } from "../tools/calculate.ts";
import { digitsForWords } from "./number-words.ts";
import { planMaths } from "./plan-maths.ts";

const results = (question: string) =>
  planMaths(question).calls.map(({ input }) => calculate(input.expression ?? "").result);

describe("planMaths", () => {
  it.each([
    ["what is 17.5% of 2,340?", ["409.5"]],
    ["What's 12 percent of 350", ["42"]],
    ["1234×56は？", ["69104"]],
    ["１２３４かける５６を計算して", ["69104"]],
    ["calculate (3 + 4) * 2.5", ["17.5"]],
    ["How much is 90 divided by 8?", ["11.25"]],
    ["divide 1000 by 16", ["62.5"]],
    ["Multiply 12 by 11, please", ["132"]],
    ["subtract 17 from 60", ["43"]],
    ["add 5 and 9", ["14"]],
    ["square root of 1764?", ["42"]],
    ["what is the cube root of 729", ["9"]],
    ["2 to the power of 10", ["1024"]],
    ["2^10 and 3^4", ["1024", "81"]],
    ["15 squared minus 5", ["220"]],
    ["7の3乗は？", ["343"]],
    ["2500の12%はいくら？", ["300"]],
    ["144の平方根", ["12"]],
    ["3万かける12", ["360000"]],
    ["2億5000万割る4は", ["62500000"]],
    ["100ひく37たす5", ["68"]],
    ["twenty-one times three hundred and five", ["6405"]],
    ["what is twelve plus seven?", ["19"]],
    ["5! / 3!", ["20"]],
    ["sqrt(2.25) + 1", ["2.5"]],
    ["19 x 21", ["399"]],
    ["-5 + 3", ["-2"]],
    ["max(3, 9, 4)", ["9"]],
    ["How much is 15% tip on $84.50?", ["12.675"]],
    ["百二十三足す四百五十六は？", ["579"]],
    ["三千かける十二", ["36000"]],
    ["100を8で割ると？", ["12.5"]],
    ["5と8を足して", ["13"]],
    ["90から37を引くと？", ["53"]],
    ["10 mod 3", ["1"]],
    ["what is 8,192 / 64 - 28?", ["100"]],
    ["2400円の8%は？", ["192"]],
    ["1万2千円を3人で割ると？", ["4000"]],
    ["一万二千円を三人で割ると？", ["4000"]],
    ["3500円を7人で分けると一人いくら？", ["500"]],
    ["6人で4500円を割ると？", ["750"]],
    ["120ドルかける3は？", ["360"]],
    ["2.5kg + 750 g", ["752.5"]],
    ["15個から6個を引くと？", ["9"]],
    ["980円と1250円の合計は？", ["2230"]],
    ["12、15と19の平均", ["15.333333333333333333"]],
    ["90の半分は？", ["45"]],
    ["35の2倍", ["70"]],
    ["三十五の二倍は？", ["70"]],
    ["4000円の3割はいくら", ["1200"]],
    ["4000円の三割引きは？", ["2800"]],
    ["4000円の15%引きは？", ["3400"]],
    ["4000円に10%の消費税を足すと？", ["4400"]],
    ["90の3分の2は？", ["60"]],
    ["9と4の差は？", ["5"]],
    ["what is 15% off 80?", ["68"]],
    ["How much is 30% off a $45 jacket?", ["31.5"]],
    ["15% more than 80", ["92"]],
    ["25 percent less than 60?", ["45"]],
    ["increase 120 by 5%", ["126"]],
    ["What is 60 reduced by 20 percent?", ["48"]],
    ["add 20% tip to 48.50", ["58.2"]],
    ["what's 20 percent tip on 48.50", ["9.7"]],
    ["a tip of 18% on $62", ["11.16"]],
    ["$60 plus a 10% tip", ["66"]],
    ["60 plus 10% of 50", ["65"]],
    ["90 minus 15% off 80", ["22"]],
    ["half of 90", ["45"]],
    ["a third of 42", ["14"]],
    ["what's 3/4 of 200?", ["150"]],
    ["80 dollars with 15% off", ["68"]],
    ["average 3, 4 and 8", ["5"]],
    ["what is 5 thousand plus 3?", ["5003"]],
    ["1.1 million divided by 10", ["110000"]],
    ["200 US dollars plus 5%", ["210"]],
    ["80円の15%引きと90の半分は？", ["68", "45"]],
    ["three quarters of 84", ["63"]],
    ["double 35", ["70"]],
    ["what's twice 17.5?", ["35"]],
    ["sum of 12, 15 and 19", ["46"]],
    ["what is the total of $4.50, $3.25, and $2?", ["9.75"]],
    ["add 12, 15 and 19", ["46"]],
    ["average of 3, 4 and 8", ["5"]],
    ["the mean of 2 and 7", ["4.5"]],
    ["product of 6, 7 and 8", ["336"]],
    ["difference between 12 and 31", ["19"]],
    ["240 dollars divided by 5 people", ["48"]],
    ["12 apples plus 7 apples", ["19"]],
    ["split 96 between 8", ["12"]],
    ["0x2B + 4", ["47"]],
    ["what is 7 * 0xff?", ["1785"]],
    ["30x20", ["600"]],
    ["0 x 7", ["0"]],
    ["(I mean 8 + 6)", ["14"]],
    ["it is (8 + 6 if I am right)", ["14"]],
    ["8 + 6 (roughly)", ["14"]],
    ["8 + 6 - thanks", ["14"]],
    ["what is 15% of 80 and half of 30?", ["12", "15"]],
  ])("%s", (question, values) => {
    expect(results(question)).toEqual(values);
  });

  it.each([
    "hello",
    "write a 300-word story",
    "It happened on 2024-05-01 at 10:30",
    "We are open 24/7",
    "call 555-1234",
    "give me three bullet points",
    "I have 2 cats",
    "400字で物語を書いて",
    "what time is it in Lagos?",
    "UTC+9 or not",
    "list 5 fruits",
    "and/or",
    "Top 10 - my favourites",
    "save 15%",
    "一番上の三つ",
    "三人の友だちと二百円の話",
    "Add 2% milk to my list",
    "half past 3",
    "a 15% discount",
    "twice a day for 3 days",
    "5人で3日かかる",
    "2024年5月1日の出来事",
    "三百字の物語を書いて",
  ])("leaves %j alone", (question) => {
    expect(planMaths(question).calls).toEqual([]);
  });

  it.each([
    ["what is 10 divided by banana?", "10 / banana"],
    ["10 / 0", "10 / 0"],
    ["What is 14 * (5", "14 * (5"],
    ["sqrt(49 + 2", "sqrt(49 + 2"],
    ["8 + 6)", "8 + 6)"],
    ["what's 8 + 6 *?", "8 + 6 *"],
    ["5 * 2F + 1", "5 * 2F + 1"],
    ["y * 8 + 6", "y * 8 + 6"],
  ])("plans %j as it was asked, for the tool to refuse", (question, expression) => {
    expect(planMaths(question).calls).toEqual([{ name: "calculate", input: { expression } }]);
    expect(() => calculate(expression)).toThrow();
  });
});

describe("digitsForWords", () => {
  it.each([
    ["one hundred and twenty-three", "123"],
    ["two million five thousand", "2005000"],
    ["someone went to often", "someone went to often"],
  ])("%s", (words, digits) => {
    expect(digitsForWords(words)).toBe(digits);
  });
});
