/** Adds the words of a text in small letters, those of joined names too (`sendOrder`, `send_order`); words of one or two letters are left out. */
export function addWords(words: Set<string>, text: string): void {
  for (const word of text
    .replace(/([a-z])([A-Z])/g, "$1 $2")
    .toLowerCase()
    .split(/[^a-z]+/))
    if (word.length > 2) words.add(word);
}
