/** A small specification with text, nulls, decimals and times, in YAML; it names no seed. */
export const SHOP_SPEC = `
spec_version: 1
generator_type: tabular
name: shop
tables:
  orders:
    num_records: 5000
    entities: { buyer: { kind: person } }
    columns:
      id: { kind: sequence, start: 1 }
      buyer: { kind: full_name, entity: buyer }
      price: { kind: decimal, min: 1, max: 500, null_rate: 0.1 }
      paid: boolean
      at: datetime
`;
