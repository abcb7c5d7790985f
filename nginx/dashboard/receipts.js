// The receipts of an upload, one for each table, and the first reasons for rejects.
import { byId, make } from './dom.js';
import { bytes, count, number } from './format.js';
import { OUTCOMES, closes, rejectsLink } from './receipt.js';

const COUNTS = ['read', ...OUTCOMES];

/**
 * @param {Object[]} receipts
 * @param {Object[]} errors the first reasons, as the service lists them
 * @param {boolean} [isRefused] the reasons are what matters
 */
export function showReceipts(receipts, errors, isRefused = false) {
    const tables = new Map(receipts.map(({ id, table }) => [id, table]));
    byId('receipts').replaceChildren(
        ...receipts.map(cardOf),
        ...(errors.length > 0 ? [reasons(errors, tables, isRefused)] : []),
    );
}

function cardOf(receipt) {
    const counts = COUNTS.map((name) => [`data-${name}`, receipt[name]]);
    const isBad = receipt.state === 'failed' || receipt.state === 'interrupted';
    return make('article', {
        class: 'receipt', 'data-receipt': receipt.id, 'data-table': receipt.table, 'data-state': receipt.state,
        ...Object.fromEntries(counts),
    },
    make('h4', {}, receipt.table, ' ',
        make('span', { class: isBad ? 'tag bad' : 'tag' }, receipt.options?.dry_run ? `dry run ${receipt.state}` : receipt.state)),
    make('p', { class: 'hint' }, `${receipt.file?.name ?? 'no file name'}, ${bytes(receipt.file?.bytes ?? 0)}, load ${receipt.id}`),
    ...(receipt.problem ? [make('p', { class: 'bad' }, receipt.problem.detail)] : []),
    countsOf(receipt),
    ...codesOf(receipt),
    ...(receipt.warnings ?? []).map((text) => make('p', { class: 'note' }, text)),
    ...evidenceOf(receipt));
}

function countsOf(receipt) {
    const isDry = receipt.options?.dry_run;
    const items = COUNTS.map((name) => make('div', { class: 'fact' }, make('dt', {}, name), make('dd', {}, number(receipt[name]))));
    const sum = closes(receipt) ? 'Every record is accounted for.' : 'The sum does not close.';
    return make('div', {},
        make('dl', { class: 'counts' }, ...items),
        make('p', { class: closes(receipt) ? 'hint' : 'bad' }, isDry ? `${sum} Nothing was written.` : sum));
}

function codesOf(receipt) {
    if (receipt.rejected === 0) return [];
    const codes = Object.entries(receipt.rejects_by_code ?? {}).map(([code, rejects]) => `${code} ${number(rejects)}`);
    return [make('p', {}, `${codes.join(', ')}. Rejects as `, rejectsLink(receipt))];
}

function evidenceOf({ dialect }) {
    if (!dialect?.evidence?.length) return [];
    return [make('details', {}, make('summary', {}, 'How the file was read'),
        make('ul', {}, ...dialect.evidence.map((line) => make('li', {}, line))))];
}

function reasons(errors, tables, isOpen) {
    const items = errors.map((error) => make('li', {},
        make('code', {}, tables.get(error.load) ?? ''), ` line ${number(error.line ?? 0)}`, error.field ? `, ${error.field}` : '',
        `: ${error.message}`, error.value ? [' It holds “', error.value, '”.'].join('') : ''));
    return make('details', { open: isOpen }, make('summary', {}, `The first ${count(errors.length, 'reason')}`), make('ul', {}, ...items));
}
