import { createElement, type ReactNode } from "react";

/** The elements of MathML that show something, and nothing else: no links, images, actions or foreign content. */
const ELEMENTS = new Set(
  "math mrow mi mn mo mtext ms mspace mfrac msqrt mroot mstyle mpadded mphantom menclose msub msup msubsup munder mover munderover mmultiscripts mprescripts none mtable mtr mlabeledtr mtd".split(
    " ",
  ),
);
const ATTRIBUTES = new Set(
  "display mathvariant mathcolor mathbackground mathsize scriptlevel displaystyle stretchy fence separator form largeop movablelimits symmetric minsize maxsize lspace rspace linethickness width height depth voffset notation accent accentunder columnalign rowalign rowspacing columnspacing columnlines rowlines frame side".split(
    " ",
  ),
);
/** Words, numbers, lengths and colours; nothing with a bracket, so no `url()`. */
const VALUE = /^[\w#.%+\- ]{0,200}$/;

/**
 * A formula of KaTeX as elements of React, by a list of what formulas are made of. KaTeX is told to make nothing else;
 * this holds when it does.
 *
 * @param html what KaTeX gives with `output: "mathml"`
 * @returns null when there is no formula in it
 */
export function mathTree(html: string): ReactNode {
  // A document that is never shown: nothing in it runs or loads.
  const math = new DOMParser().parseFromString(html, "text/html").querySelector("math");
  return math ? elementOf(math, 0) : null;
}

function elementOf(element: Element, key: number): ReactNode {
  const name = element.localName;
  // Its first child is the formula; the others are its source, which copying would take for text.
  if (name === "semantics") return element.firstElementChild ? elementOf(element.firstElementChild, key) : null;
  if (!ELEMENTS.has(name)) return null;
  const attributes = [...element.attributes]
    .filter((one) => ATTRIBUTES.has(one.name) && VALUE.test(one.value))
    .map((one) => [one.name, one.value]);
  return createElement(name, { ...Object.fromEntries(attributes), key }, ...childrenOf(element));
}

function childrenOf(element: Element): ReactNode[] {
  return [...element.childNodes].map((child, at) => {
    if (child instanceof Text) return child.data;
    return child instanceof Element ? elementOf(child, at) : null;
  });
}
