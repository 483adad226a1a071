/** Every request is someone's; until there are accounts it is this one's. */
export const TENANT_ID = 'default';
