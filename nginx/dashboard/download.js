// CSV files. A link alone could neither show the token nor ask for text/csv, so the page fetches the file and saves it.
import { showAlert, clearAlert } from './alert.js';
import { getCSV } from './api.js';
import { make } from './dom.js';
import { asProblem } from './problem.js';

/**
 * A link to a CSV file of the service.
 * @param {string} href
 * @param {string} name of the file, where the service does not say one
 * @param {string} label for who does not see where the link stands
 * @param {Object<string, string|boolean>} [attributes]
 * @returns {HTMLElement}
 */
export function csvLink(href, name, label, attributes = {}) {
    return make('a', { href, download: name, 'data-csv': true, 'aria-label': label, ...attributes }, 'CSV');
}

async function save(link) {
    if (link.getAttribute('aria-busy') === 'true') return;
    link.setAttribute('aria-busy', 'true');
    try {
        const { blob, name } = await getCSV(link.getAttribute('href'));
        const url = URL.createObjectURL(blob);
        make('a', { href: url, download: name ?? link.download }).click();
        // The browser has to have opened it before it may go.
        setTimeout(() => URL.revokeObjectURL(url), 60_000);
        clearAlert('download');
    } catch (error) {
        showAlert(asProblem(error), 'download', () => save(link));
    } finally {
        link.removeAttribute('aria-busy');
    }
}

/** Catches the clicks on all such links, also on those that come later. */
export function startDownloads() {
    document.addEventListener('click', (event) => {
        const link = event.target.closest?.('a[data-csv]');
        if (!link) return;
        event.preventDefault();
        save(link);
    });
}
