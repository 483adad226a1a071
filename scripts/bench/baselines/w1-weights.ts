/** The weighted choices of W1, as the baselines need them: value and percent. */
export type Weighted = readonly (readonly [value: string, percent: number])[];

export const COUNTRIES: Weighted = [
  ['United States', 22],
  ['India', 14],
  ['Brazil', 8],
  ['Germany', 7],
  ['United Kingdom', 7],
  ['France', 6],
  ['Japan', 5],
  ['Mexico', 4],
  ['Canada', 4],
  ['Italy', 3],
  ['Spain', 3],
  ['Indonesia', 3],
  ['Turkey', 2],
  ['Poland', 2],
  ['Netherlands', 2],
  ['Australia', 2],
  ['South Korea', 2],
  ['Argentina', 2],
  ['Sweden', 1],
  ['Norway', 1],
];

export const PLANS: Weighted = [
  ['free', 60],
  ['basic', 25],
  ['pro', 12],
  ['enterprise', 3],
];
