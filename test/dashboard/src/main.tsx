import './styles.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';
import { OperationError } from './environment.ts';

const page = document.getElementById('page');
if (!page) throw new Error('index.html has no element for the page.');
const options = {
  onCaughtError(error: unknown) {
    // What the gateway has refused is shown in the page; anything else is a fault of the page.
    if (!(error instanceof OperationError)) reportError(error);
  },
};
createRoot(page, options).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
