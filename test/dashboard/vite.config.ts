import babel from '@rolldown/plugin-babel';
import { defineConfig } from 'vite';

export default defineConfig({
  // Relay's plugin puts what its compiler made into the place of each operation.
  plugins: [babel({ plugins: [['relay', { artifactDirectory: './generated', eagerEsModules: true }]] })],
  // The page's content security policy allows no data in addresses.
  build: {
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 700,
    rolldownOptions: { checks: { moduleLevelDirective: false, pluginTimings: false } },
  },
});
