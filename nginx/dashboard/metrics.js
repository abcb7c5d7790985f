// The upper half: asks for a year's hires and fills totals, charts and table with them.
import { clearAlert, showAlert } from './alert.js';
import { address, getJSON } from './api.js';
import { drawCharts } from './charts.js';
import { fillChartTables } from './chart-tables.js';
import { departmentsOf } from './departments.js';
import { button, byId, make, show } from './dom.js';
import { count } from './format.js';
import { fillHires } from './hires.js';
import { asProblem, isAbort } from './problem.js';
import { failure } from './section.js';
import { fillTotals } from './totals.js';
import { chosenYear, goToYear, loadYears, setYear, knownYears } from './year.js';

let running = null;

/** Asks for the year of the address, or the newest one, and shows it. A newer call ends an older one. */
export async function loadMetrics() {
    running?.abort();
    const own = new AbortController();
    running = own;
    if (/^\d{4}$/.test(chosenYear() ?? '')) setYear(Number(chosenYear()));
    setPageState('loading');
    try {
        const [quarters, means] = await ask(chosenYear(), own.signal);
        if (running !== own) return;
        fill(quarters, means);
        clearAlert('metrics');
        setPageState('ready');
    } catch (error) {
        if (running !== own || isAbort(error)) return;
        fail(asProblem(error));
    }
}

/**
 * Both reports of one year; without a year the newest one that the first report finds. The browser's copy is left out:
 * of numbers that are the same it would keep the time of an older refresh, and who refreshes wants to see that it was done.
 */
async function ask(year, signal) {
    const options = { signal, cache: 'no-store' };
    const [quarters, means] = await Promise.all([
        getJSON(address('/hires_q', { year }), options),
        getJSON(address('/hires_depa', { year }), options),
    ]);
    const answered = quarters.refresh.year;
    if (means.refresh.year === answered) return [quarters, means];
    return [quarters, await getJSON(address('/hires_depa', { year: answered }), options)];
}

function fill(quarters, means) {
    const { year } = quarters.refresh;
    const departments = departmentsOf(quarters.rows, means.rows);
    setYear(year);
    byId('metrics-year').textContent = year;
    document.title = `Wharf: hires ${year}`;
    show(byId('metrics-body'), true);
    show(byId('metrics-filled'), quarters.rows.length > 0);
    show(byId('metrics-empty'), quarters.rows.length === 0);
    fillTotals(quarters, means);
    fillChartTables(departments, means.rule, year);
    fillHires(quarters.rows, year);
    drawCharts(departments, means.rule.mean);
    byId('metrics-status').textContent = `${count(quarters.rule.hires, 'hire')} in ${year}.`;
    loadYears().then(() => { if (quarters.rows.length === 0) fillEmpty(quarters.refresh); });
}

function fillEmpty(refresh) {
    const others = knownYears().filter((year) => year !== refresh.year);
    const text = refresh.year_from === 'clock'
        ? ['There is no hire yet. ', make('a', { href: '#operator' }, 'Upload departments, jobs and hired_employees'), '.']
        : [`No hires in ${refresh.year}.`];
    byId('metrics-empty').replaceChildren(
        make('p', {}, ...text),
        ...(others.length > 0 ? [make('p', { class: 'controls' }, 'Other years:',
            ...others.slice(0, 12).map((year) => button(String(year), () => goToYear(year, loadMetrics))))] : []),
    );
}

function fail(problem) {
    const year = chosenYear();
    byId('metrics-year').textContent = year ?? '';
    show(byId('metrics-body'), false);
    byId('metrics-error').replaceChildren(...failure(problem, 'metrics', loadMetrics));
    byId('metrics-status').textContent = '';
    showAlert(problem, 'metrics', loadMetrics);
    setPageState('error');
    // A year that the service refuses must not be the only one to choose.
    if (problem.status === 400) loadYears();
}

function setPageState(state) {
    document.documentElement.dataset.state = state;
    byId('metrics').setAttribute('aria-busy', String(state === 'loading'));
    show(byId('metrics-error'), state === 'error');
    if (state === 'loading') byId('metrics-status').textContent = 'Loading …';
}
