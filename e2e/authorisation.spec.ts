import { SITE } from "./support/addresses";
import { everyRoute, everyTrick, setScene } from "./support/authorisation";
import { test } from "./support/test";

const target = { url: SITE, origin: SITE };

test("every route, asked over the network: nobody's is nobody's, and somebody else's is the same as none", async () => {
  await everyRoute(target, await setScene(target));
});

test("no way round what stands in front of a page leads to a word of somebody's conversation", async () => {
  await everyTrick(target, await setScene(target));
});
