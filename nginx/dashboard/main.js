// Wires the parts of the page and asks for what each of them shows.
import { retryRefused } from './alert.js';
import { loadBackups, startBackups } from './backups.js';
import { startCharts } from './charts.js';
import { byId } from './dom.js';
import { startDownloads } from './download.js';
import { startHires } from './hires.js';
import { loadLoads, startLoads } from './loads.js';
import { loadMetrics } from './metrics.js';
import { loadRejects } from './rejects.js';
import { startToken } from './token.js';
import { startUpload } from './upload.js';
import { startYear } from './year.js';

const reloads = { loads: loadLoads, rejects: loadRejects, backups: loadBackups };

startToken(retryRefused);
startCharts();
startDownloads();
startHires();
startLoads();
startBackups();
startYear(loadMetrics);
startUpload(() => {
    loadMetrics();
    loadLoads();
    loadRejects();
});
byId('refresh').addEventListener('click', loadMetrics);
for (const button of document.querySelectorAll('[data-reload]')) {
    button.addEventListener('click', reloads[button.dataset.reload]);
}

loadMetrics();
Object.values(reloads).forEach((load) => load());
