import type { ColumnType } from '../columns/column-type.ts';
import type { ColumnKind } from '../contracts/column-spec.ts';
import type { PersonWords } from './person-words.ts';
import { codedPiece, type PieceProgram, rowPiece } from './text-pieces.ts';

export type PersonKind = Extract<ColumnKind, 'first_name' | 'last_name' | 'full_name' | 'email' | 'country' | 'city'>;

/** Draws that the columns of a person share, in the order in which they are made. */
export const PERSON_DRAWS = ['locale', 'given', 'family', 'city', 'domain'] as const;
export type PersonDraw = (typeof PERSON_DRAWS)[number];

/** How one column of a person is made of the shared draws. */
export type PersonColumn =
  | {
      readonly kind: 'codes';
      readonly type: ColumnType;
      readonly draw: PersonDraw;
      values(words: PersonWords): readonly string[];
    }
  | { readonly kind: 'text'; readonly draws: readonly PersonDraw[]; pieces(words: PersonWords): PieceProgram[] };

const STRING: ColumnType = { name: 'string' };

/** One entry per kind of column that describes a person: a kind without one does not compile. */
export const PERSON_COLUMNS: { readonly [Kind in PersonKind]: PersonColumn } = {
  first_name: { kind: 'codes', type: STRING, draw: 'given', values: (words) => words.givenNames.words },
  last_name: { kind: 'codes', type: STRING, draw: 'family', values: (words) => words.familyNames.words },
  city: { kind: 'codes', type: STRING, draw: 'city', values: (words) => words.cities.words },
  country: { kind: 'codes', type: STRING, draw: 'locale', values: (words) => words.countries },
  full_name: {
    kind: 'text',
    draws: ['family', 'given'],
    pieces: (words) => [
      codedPiece(0, 2, words.leadingFamilyTexts),
      codedPiece(1, 2, words.givenTexts),
      codedPiece(0, 2, words.trailingFamilyTexts),
    ],
  },
  /** The row number makes an address unique, the names make it agree with its row. */
  email: {
    kind: 'text',
    draws: ['given', 'family', 'domain'],
    pieces: (words) => [
      codedPiece(0, 2, words.givenAddressTexts),
      codedPiece(1, 2, words.familyAddressTexts),
      rowPiece(1),
      codedPiece(2, 1, words.mailDomains),
    ],
  },
};
