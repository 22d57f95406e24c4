/** Whether that is the word that was to be typed; neither the case nor the width of its letters is what it is about. */
export function isTheWord(typed: string, word: string): boolean {
  const plain = (text: string) => text.normalize("NFKC").trim().toLowerCase();
  return plain(typed) === plain(word);
}
