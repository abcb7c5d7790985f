// The chosen files, each with the table it goes to.
import { getJSON } from './api.js';
import { button, byId, make } from './dom.js';
import { bytes } from './format.js';

let chosen = [];
let tables = null;
let changed = () => {};
let serial = 0;

/** @returns {Array<{file: File, table: string}>} */
export function chosenFiles() {
    return chosen;
}

/**
 * What is missing before the files can be sent; empty where nothing is.
 * @returns {string}
 */
export function complaint() {
    if (chosen.length === 0) return 'A dry run checks everything and writes no row. Then you can load.';
    if (chosen.some(({ table }) => table === '')) return 'Choose a table for each file.';
    const names = chosen.map(({ table }) => table);
    const twice = names.find((name, index) => names.indexOf(name) !== index);
    return twice ? `Two files go to ${twice}. Each table takes one file in an upload.` : '';
}

/**
 * Adds files, asking for the tables first where they are not known yet.
 * @param {Iterable<File>} files
 */
export async function addFiles(files) {
    // The list of an input empties when the input does.
    const added = [...files];
    await knowTables();
    for (const file of added) {
        chosen.push({ file, table: guessTable(file.name, tables), key: (serial += 1) });
    }
    redraw();
}

async function knowTables() {
    if (tables) return;
    const answer = await getJSON('/tables');
    tables = answer.tables.filter(({ loadable }) => loadable).map(({ name }) => name);
}

/**
 * The table that a file is named after: the one most of whose words are in the file's name. Empty where several are.
 * @param {string} fileName
 * @param {string[]} names of tables
 * @returns {string}
 */
export function guessTable(fileName, names) {
    const inFile = new Set(wordsOf(fileName));
    const scores = names.map((name) => {
        const words = wordsOf(name);
        const hits = words.filter((word) => inFile.has(word)).length;
        return { name, share: hits / words.length, hits };
    }).filter(({ hits }) => hits > 0);
    scores.sort((one, other) => other.share - one.share || other.hits - one.hits);
    const [first, second] = scores;
    if (!first || (second && second.share === first.share && second.hits === first.hits)) return '';
    return first.name;
}

/** Lower case, and without the plural's s. */
function wordsOf(name) {
    return name.replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase().split(/[^\p{L}\p{N}]+/u)
        .filter(Boolean).map((word) => (word.length > 3 ? word.replace(/s$/, '') : word));
}

function redraw() {
    byId('file-list').replaceChildren(...chosen.map(rowOf));
    changed();
}

function rowOf(entry) {
    const id = `file-table-${entry.key}`;
    const select = make('select', { id, 'data-file-table': entry.file.name },
        make('option', { value: '' }, 'choose a table'),
        ...tables.map((name) => make('option', { value: name }, name)));
    select.value = entry.table;
    select.addEventListener('change', () => { entry.table = select.value; changed(); });
    return make('li', {},
        make('span', { class: 'file-name' }, entry.file.name, make('span', { class: 'under' }, bytes(entry.file.size))),
        make('label', { for: id, class: 'visually-hidden' }, `Table for ${entry.file.name}`),
        select,
        button('Remove', () => { chosen = chosen.filter((other) => other !== entry); redraw(); },
            { class: 'plain', 'aria-label': `Remove ${entry.file.name}` }));
}

/**
 * @param {() => void} onChange files or their tables have changed
 */
export function startFiles(onChange) {
    changed = onChange;
}

/**
 * Stops or allows changes to the files while they are sent.
 * @param {boolean} isLocked
 */
export function lockFiles(isLocked) {
    for (const control of byId('file-list').querySelectorAll('select, button')) control.disabled = isLocked;
}
