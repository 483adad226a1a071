/** Latin letters that the word lists use beyond a to z. A table of our own: Unicode data of the host plays no part. */
const FOLDED: Readonly<Record<string, string>> = {
  à: 'a',
  á: 'a',
  â: 'a',
  ã: 'a',
  ä: 'ae',
  å: 'a',
  ą: 'a',
  æ: 'ae',
  ç: 'c',
  ć: 'c',
  č: 'c',
  è: 'e',
  é: 'e',
  ê: 'e',
  ë: 'e',
  ę: 'e',
  ğ: 'g',
  ì: 'i',
  í: 'i',
  î: 'i',
  ï: 'i',
  ı: 'i',
  ł: 'l',
  ñ: 'n',
  ń: 'n',
  ò: 'o',
  ó: 'o',
  ô: 'o',
  õ: 'o',
  ö: 'oe',
  ø: 'o',
  œ: 'oe',
  ř: 'r',
  ś: 's',
  š: 's',
  ş: 's',
  ß: 'ss',
  ù: 'u',
  ú: 'u',
  û: 'u',
  ü: 'ue',
  ý: 'y',
  ÿ: 'y',
  ź: 'z',
  ż: 'z',
  ž: 'z',
};

/**
 * A name as it stands in e-mail addresses: lower case, a to z only, marks folded, everything else left out. Empty
 * when the name has no Latin letter.
 */
export function foldAscii(name: string): string {
  let folded = '';
  // The dotted capital I lower-cases to two code points, so that it is taken apart first.
  for (const letter of name.replaceAll('İ', 'i').toLowerCase()) {
    if (letter >= 'a' && letter <= 'z') folded += letter;
    else if (Object.hasOwn(FOLDED, letter)) folded += FOLDED[letter];
  }
  return folded;
}
