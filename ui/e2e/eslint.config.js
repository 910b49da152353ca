// What a reviewer should not have to say about a journey.

import ts from 'typescript-eslint';

export default ts.config(
  { ignores: ['node_modules/', 'results/', 'screenshots/', 'eslint.config.js'] },
  ...ts.configs.strictTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      // Numbers read well inside a sentence.
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      'no-restricted-properties': [
        'error',
        { property: 'waitForTimeout', message: 'wait for a state, not for a time' },
      ],
    },
  },
);
