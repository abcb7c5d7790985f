// What a receipt says, for the table of loads and for the upload.
import { csvLink } from './download.js';
import { bytes, number, percent } from './format.js';

/** The counts of a receipt that the records read end up in. */
export const OUTCOMES = ['inserted', 'updated', 'unchanged', 'rejected'];

/**
 * Whether every record read is accounted for.
 * @param {Object} receipt
 * @returns {boolean}
 */
export function closes(receipt) {
    return receipt.read === OUTCOMES.reduce((sum, name) => sum + receipt[name], 0);
}

/**
 * Whether nothing of the load can change any more.
 * @param {Object} receipt
 * @returns {boolean}
 */
export function isFinal(receipt) {
    return ['done', 'failed', 'interrupted'].includes(receipt.state);
}

/**
 * How far a load is that runs.
 * @param {Object} receipt
 * @returns {string}
 */
export function progressText({ progress }) {
    if (!progress) return '';
    const parts = [];
    if (progress.bytes_expected) parts.push(`${percent(Math.min(1, progress.bytes / progress.bytes_expected))} received`);
    else if (progress.bytes) parts.push(`${bytes(progress.bytes)} received`);
    if (progress.records) parts.push(`${number(progress.records)} read`);
    if (progress.written) parts.push(`${number(progress.written)} written`);
    return parts.join(', ');
}

/**
 * The link to the rejects of a load as CSV.
 * @param {Object} receipt
 * @returns {HTMLElement}
 */
export function rejectsLink(receipt) {
    return csvLink(receipt.rejects_url, `${receipt.table}-rejects-${receipt.id}.csv`,
        `Rejects of load ${receipt.id} into ${receipt.table} as CSV`, { 'data-rejects': receipt.id });
}
