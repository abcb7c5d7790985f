// Rejects by table and code, summed over the days, with the newest load's file of them.
import { address, getJSON } from './api.js';
import { byId, make, numberCell } from './dom.js';
import { count, number } from './format.js';
import { rejectsLink } from './receipt.js';
import { setError, setLoading, setState } from './section.js';

const SECTION = 'rejects-section';

/** Asks for the rejects of the newest year with loads. */
export async function loadRejects() {
    setLoading(SECTION);
    try {
        const report = await getJSON('/rejects_by_code');
        const sums = sumOverDays(report.rows);
        const newest = await newestLoads(sums);
        byId('rejects').tBodies[0].replaceChildren(...sums.map((sum) => rowOf(sum, newest)));
        fillHint(report, sums);
        if (sums.length === 0) setState(SECTION, 'empty', `No rejects in ${report.refresh.year}.`);
        else setState(SECTION, 'ready');
    } catch (error) {
        setError(SECTION, error, loadRejects);
    }
}

function fillHint({ refresh, rule }, sums) {
    const total = sums.reduce((sum, { rejects }) => sum + rejects, 0);
    byId('rejects-hint').textContent = `Loads of ${refresh.year}, ${count(total, 'reject')} by table and code. ${rule?.text ?? ''}`;
}

function sumOverDays(rows) {
    const sums = new Map();
    for (const { table_name: table, code, rejects } of rows) {
        const key = `${table}\n${code}`;
        const sum = sums.get(key) ?? { table, code, rejects: 0 };
        sum.rejects += rejects;
        sums.set(key, sum);
    }
    return [...sums.values()].sort((one, other) => other.rejects - one.rejects);
}

/** The loads of each table concerned, newest first; of a dry run nothing is open. */
async function newestLoads(sums) {
    const tables = [...new Set(sums.map(({ table }) => table))];
    const pages = await Promise.all(tables.map((table) => getJSON(address('/loads', { limit: 200, table }))));
    return new Map(tables.map((table, index) => [table, pages[index].loads.filter(({ options }) => !options?.dry_run)]));
}

function rowOf({ table, code, rejects }, newest) {
    const load = newest.get(table).find((receipt) => receipt.rejects_by_code?.[code] > 0);
    return make('tr', { 'data-table': table, 'data-code': code },
        make('th', { scope: 'row' }, table),
        make('td', {}, make('code', {}, code)),
        numberCell(rejects, number(rejects), { 'data-field': 'rejects' }),
        make('td', {}, load ? rejectsLink(load) : '–'));
}
