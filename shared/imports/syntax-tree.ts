/** A node of a parse tree that names its variant by its only member: `{"Check": {…}}`, or a bare word. */
export type SyntaxNode = string | { readonly [member: string]: unknown };

/** Members of a node, each possibly absent. */
export type SyntaxMembers = { readonly [member: string]: SyntaxNode | readonly SyntaxNode[] | undefined };

export interface Variant {
  readonly name: string;
  readonly members: SyntaxMembers;
  /** The body as it is, for variants that hold a list or a plain value. */
  readonly body: unknown;
}

/** Which variant a node is, and what it holds. */
export function variantOf(node: unknown): Variant {
  if (typeof node === 'string') return { name: node, members: {}, body: undefined };
  const [name = '', body] = Object.entries((node ?? {}) as Record<string, unknown>)[0] ?? [];
  const isMembers = typeof body === 'object' && body !== null && !Array.isArray(body);
  return { name, members: (isMembers ? body : {}) as SyntaxMembers, body };
}

/** The items of a list; none where there is no list. */
export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** The text of an identifier, quotes taken away. */
export function identifierText(value: unknown): string {
  const { value: text, Identifier: inner } = (value ?? {}) as { value?: unknown; Identifier?: unknown };
  return typeof text === 'string' ? text : inner === undefined ? '' : identifierText(inner);
}

/** The last part of a dotted name. */
export function lastName(parts: unknown): string {
  return identifierText(listOf(parts).at(-1));
}
