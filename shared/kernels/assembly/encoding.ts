export function encodingPresent(): void {}
