/** What `import 'pagewalk'` gives. */
export * from './ports.js';
export * from './connector.js';
export * from './errors.js';
export * from './memory/view.js';
