/** What `schema init` writes. A test reads, plans and checks it. */
export const STARTER_SPEC = `# A specification says which rows to make. docs/schema.md explains every kind.
spec_version: 1
name: shop
seed: 7                       # the same seed gives the same rows
as_of: 2025-01-01T00:00:00Z   # what "today" means to the rows; never the clock

tables:
  customer:
    num_records: 1000
    primary_key: customer_id
    columns:
      - { name: customer_id, kind: sequence, start: 1 }
      # These three describe one person: the address holds the names.
      - { name: first_name, kind: first_name }
      - { name: last_name, kind: last_name }
      - { name: email, kind: email, null_rate: 0.1 }
      - { name: status, kind: category, values: [active, inactive], weights: [80, 20] }
      - { name: created_on, kind: date, min: 2020-01-01, max: 2024-12-31 }

  purchase:
    # No num_records: every customer has some purchases, and these are all of them.
    primary_key: purchase_id
    columns:
      - { name: purchase_id, kind: sequence, start: 1 }
      - { name: customer_id, kind: foreign_key, references: customer, children: [0, 10] }
      - { name: quantity, kind: integer, min: 1, max: 5 }
      - { name: unit_price, kind: decimal, precision: 10, scale: 2, min: 0.99, max: 499.99 }
      # Formulas read other columns of the row.
      - { name: total, kind: derived, expression: quantity * unit_price, type: 'decimal(12,2)' }

output: { format: csv }       # parquet, csv, json, jsonl, arrow or sql
`;
