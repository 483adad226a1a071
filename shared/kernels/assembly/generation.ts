export function generationPresent(): void {}
