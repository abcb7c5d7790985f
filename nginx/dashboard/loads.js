// The table of loads with their sums.
import { getJSON } from './api.js';
import { byId, make, numberCell, show } from './dom.js';
import { number, time } from './format.js';
import { asProblem } from './problem.js';
import { OUTCOMES, closes, isFinal, progressText, rejectsLink } from './receipt.js';
import { setError, setLoading, setState } from './section.js';
import { showAlert } from './alert.js';

const SECTION = 'loads-section';
const FIRST = '/loads?limit=50';
let next = null;
let timer = null;

/** Asks for the newest loads, and again in a while where one of them runs. */
export async function loadLoads() {
    clearTimeout(timer);
    setLoading(SECTION);
    await fetchLoads();
}

async function fetchLoads() {
    try {
        const page = await getJSON(FIRST);
        byId('loads').tBodies[0].replaceChildren(...page.loads.map(rowOf));
        setNext(page);
        if (page.loads.length === 0) setState(SECTION, 'empty', 'No load yet. Upload a file above.');
        else setState(SECTION, 'ready');
        if (page.loads.some((receipt) => !isFinal(receipt))) timer = setTimeout(again, 2000);
    } catch (error) {
        setError(SECTION, error, loadLoads);
    }
}

/** Nobody looks at a page in the background; it waits. */
function again() {
    if (document.hidden) document.addEventListener('visibilitychange', again, { once: true });
    else fetchLoads();
}

function setNext(page) {
    next = page.next ?? null;
    show(byId('loads-more'), next !== null);
}

async function showOlder() {
    clearTimeout(timer);
    try {
        const page = await getJSON(next);
        byId('loads').tBodies[0].append(...page.loads.map(rowOf));
        setNext(page);
    } catch (error) {
        showAlert(asProblem(error), SECTION, showOlder);
    }
}

function rowOf(receipt) {
    const isClosed = closes(receipt);
    return make('tr', { 'data-load': receipt.id },
        make('td', { class: 'nowrap' }, make('time', { datetime: receipt.started_at, title: `Load ${receipt.id}` }, time(receipt.started_at))),
        make('th', { scope: 'row' }, receipt.table, fileOf(receipt)),
        stateOf(receipt),
        ...['read', ...OUTCOMES].map((name) => numberCell(receipt[name], number(receipt[name]), { 'data-field': name })),
        sumOf(receipt, isClosed),
        make('td', {}, receipt.rejected > 0 ? rejectsLink(receipt) : ''));
}

function fileOf(receipt) {
    const name = receipt.file?.name ?? (receipt.source === 'bulk' ? 'JSON document' : 'no file name');
    return make('span', { class: 'under clip', title: `${name}, by ${receipt.by}` }, name);
}

function stateOf(receipt) {
    const isBad = receipt.state === 'failed' || receipt.state === 'interrupted';
    const course = isFinal(receipt) ? '' : progressText(receipt);
    return make('td', { 'data-state': receipt.state },
        make('span', { class: isBad ? 'bad' : '' }, receipt.state),
        ...tagsOf(receipt).flatMap((text) => [' ', make('span', { class: 'tag' }, text)]),
        ...(course ? [make('span', { class: 'under' }, course)] : []),
        ...(receipt.problem ? [make('details', { class: 'why' }, make('summary', {}, 'Why'), receipt.problem.detail)] : []));
}

function tagsOf(receipt) {
    return [
        ...(receipt.options?.dry_run ? ['dry run'] : []),
        ...(receipt.undoes ? [`undo, ${number(receipt.deleted)} deleted`] : []),
        ...(receipt.undone_by ? ['taken back'] : []),
    ];
}

function sumOf(receipt, isClosed) {
    const [mark, text] = !isFinal(receipt) ? ['…', 'still running'] : isClosed ? ['✓', 'closes'] : ['✗', 'does not close'];
    return make('td', { 'data-closes': String(isClosed), class: isClosed ? '' : 'bad' },
        make('span', { 'aria-hidden': 'true' }, mark), make('span', { class: 'visually-hidden' }, text));
}

/** Wires the button for older loads. */
export function startLoads() {
    byId('loads-more').addEventListener('click', showOlder);
}
