import { contextBridge, ipcRenderer } from 'electron';

// All that a page sees of Electron: it may ask for a line to the core, and is told when that is gone. The line itself is
// a MessagePort, which cannot cross the bridge: it is posted to the page's own window.

const kind = location.pathname.startsWith('/kitchen/') ? 'kitchen' : 'till';

contextBridge.exposeInMainWorld('beaver', {
  kind,
  askLine: () => ipcRenderer.send('beaver:ask-line'),
});

ipcRenderer.on('beaver:line', (event) => {
  window.postMessage({ beaver: 'line' }, location.origin, event.ports);
});
ipcRenderer.on('beaver:gone', () => {
  window.postMessage({ beaver: 'gone' }, location.origin);
});
