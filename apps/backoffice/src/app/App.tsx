import { useTheme } from '@beaveros/ui';
import { RouterProvider } from '@tanstack/react-router';
import type { createAppRouter } from './router.tsx';

/** All pages, in the theme that this machine remembers: its first use paints the document. */
export function App({ router }: { router: ReturnType<typeof createAppRouter> }) {
  useTheme();
  return <RouterProvider router={router} />;
}
