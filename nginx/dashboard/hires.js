// The table of hires per department and job: search, sort, more rows on demand.
import { address } from './api.js';
import { byId, make, numberCell, show } from './dom.js';
import { count, number } from './format.js';

const PAGE = 100;
const NUMBERS = ['q1', 'q2', 'q3', 'q4', 'total'];
const words = new Intl.Collator('en', { sensitivity: 'base' });

let rows = [];
let sorted = [];
let found = [];
let shown = 0;
let sort = { by: 'department', isDescending: false };

/**
 * @param {Array<Object>} answered rows of `/hires_q`, in the service's order
 * @param {number} year
 */
export function fillHires(answered, year) {
    let rank = 0;
    rows = answered.map((row, place) => ({
        ...row,
        place,
        // The departments stand in the database's own order; this keeps it.
        rank: (rank += Number(row.department !== answered[place - 1]?.department)),
        total: row.q1 + row.q2 + row.q3 + row.q4,
        text: `${plain(row.department)}\n${plain(row.job)}`,
    }));
    const link = byId('download');
    link.setAttribute('href', address('/hires_q', { year }));
    link.setAttribute('download', `hires_q-${year}.csv`);
    sortRows();
}

/** Wires search, headers and the button for more. */
export function startHires() {
    byId('search').addEventListener('input', findRows);
    byId('hires-more').addEventListener('click', showMore);
    for (const header of document.querySelectorAll('#hires [data-sort]')) {
        header.addEventListener('click', () => sortBy(header.dataset.sort));
    }
}

/** Without case and accents. */
function plain(text) {
    return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
}

/** Numbers begin with the largest; a second click turns the order round. */
function sortBy(by) {
    const isDescending = by === sort.by ? !sort.isDescending : NUMBERS.includes(by);
    sort = { by, isDescending };
    for (const header of document.querySelectorAll('#hires [data-sort]')) {
        const order = header.dataset.sort !== by ? 'none' : isDescending ? 'descending' : 'ascending';
        header.closest('th').setAttribute('aria-sort', order);
    }
    sortRows();
}

/** Rows that are equal in the column stay in the service's order. */
function sortRows() {
    const { by, isDescending } = sort;
    const key = by === 'department' ? 'rank' : by;
    const compare = by === 'job'
        ? (one, other) => words.compare(one.job, other.job)
        : (one, other) => one[key] - other[key];
    const sign = isDescending ? -1 : 1;
    sorted = [...rows].sort((one, other) => sign * compare(one, other) || one.place - other.place);
    findRows();
}

function findRows() {
    const wanted = plain(byId('search').value.trim());
    found = wanted ? sorted.filter((row) => row.text.includes(wanted)) : sorted;
    shown = 0;
    byId('hires').tBodies[0].replaceChildren();
    showMore();
    fillSums();
}

function showMore() {
    const more = found.slice(shown, shown + PAGE);
    byId('hires').tBodies[0].append(...more.map(rowOf));
    shown += more.length;
    show(byId('hires-more'), shown < found.length);
    fillCount();
}

function rowOf(row) {
    return make('tr', { 'data-department-id': row.department_id, 'data-job-id': row.job_id },
        make('th', { scope: 'row' }, row.department),
        make('td', {}, row.job),
        ...NUMBERS.map((name) => numberCell(row[name], number(row[name]), { 'data-field': name })));
}

function fillCount() {
    const line = byId('hires-count');
    Object.assign(line.dataset, { found: found.length, total: rows.length, shown });
    const part = shown < found.length ? `; the first ${number(shown)} are shown` : '';
    line.textContent = `${number(found.length)} of ${count(rows.length, 'row')}${part}.`;
}

function fillSums() {
    const foot = byId('hires').tFoot;
    show(foot, found.length > 0);
    for (const cell of foot.querySelectorAll('[data-sum]')) {
        const sum = found.reduce((total, row) => total + row[cell.dataset.sum], 0);
        cell.dataset.value = sum;
        cell.textContent = number(sum);
    }
}
