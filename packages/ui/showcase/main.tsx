import './showcase.css';
import { applyTheme, startI18n, THEMES } from '@beaveros/ui';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { Showcase } from './Showcase.tsx';
import { en, es } from './words.ts';

// ?theme=dark&dir=rtl&text=200 opens the page in that state: how the tests photograph it.
const asked = new URLSearchParams(location.search);
applyTheme(THEMES.find((theme) => theme === asked.get('theme')) ?? 'system');
await startI18n({ language: asked.get('language') === 'es' ? 'es' : 'en', resources: { en, es } });
const root = document.getElementById('root');
if (root !== null)
  createRoot(root).render(
    <StrictMode>
      <Showcase
        firstDirection={asked.get('dir') === 'rtl' ? 'rtl' : 'ltr'}
        firstText={asked.get('text') === '200' ? '200' : '100'}
      />
    </StrictMode>,
  );
