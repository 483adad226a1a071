export function textPresent(): void {}
