/** What set-up builds before anything can run, in order. @type {import('./stamps.mjs').BuildStep[]} */
export const GENERATED_CODE = [
  {
    name: 'kernels',
    script: 'scripts/build-kernels.ts',
    inputs: ['shared/kernels/assembly', 'node_modules/assemblyscript/package.json'],
    outputs: ['shared/kernels/generated/kernels-wasm.ts'],
  },
  {
    name: 'lexicon',
    script: 'scripts/build-lexicon.ts',
    inputs: ['shared/lexicon', 'node_modules/@faker-js/faker/package.json'],
    outputs: ['shared/lexicon/generated'],
  },
  {
    name: 'grammar',
    script: 'scripts/build-grammar.ts',
    inputs: ['shared/expressions/expression.grammar', 'node_modules/@lezer/generator/package.json'],
    outputs: ['shared/expressions/generated/parser.ts', 'shared/expressions/generated/terms.ts'],
  },
  {
    name: 'client types',
    script: 'scripts/build-client-types.ts',
    inputs: ['scripts/type-text.ts', 'shared/contracts', 'shared/spec', 'shared/lexicon/locales.ts'],
    outputs: ['shared/client/generated/api-types.ts'],
  },
  {
    name: 'templates',
    script: 'scripts/build-templates.ts',
    inputs: ['shared/templates', 'docs/templates'],
    outputs: ['shared/templates/generated/templates.ts'],
  },
  {
    name: 'migrations',
    script: 'scripts/build-migrations.ts',
    inputs: ['infra/migrations'],
    outputs: ['shared/database/generated/migrations.ts'],
  },
  {
    name: 'database image',
    script: 'scripts/build-database-image.ts',
    inputs: ['infra/migrations', 'shared/database', 'node_modules/@electric-sql/pglite/package.json'],
    outputs: ['dist/database.image'],
  },
  {
    name: 'bundles',
    script: 'scripts/build.ts',
    inputs: [
      'functions',
      'shared',
      'scripts/tabular',
      'scripts/stack',
      'infra/migrations',
      'docs/templates',
      'node_modules/esbuild/package.json',
    ],
    outputs: ['dist/generate/index.mjs', 'dist/tabular/main.mjs', 'dist/client/index.mjs', 'dist/client/index.d.ts'],
  },
];
