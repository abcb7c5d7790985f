// The totals, the time of the refresh, and what was left out and why.
import { byId, make, show } from './dom.js';
import { count, number, time } from './format.js';

/**
 * @param {Object} quarters answer of `/hires_q`
 * @param {Object} means answer of `/hires_depa`
 */
export function fillTotals(quarters, means) {
    const { rule, refresh } = quarters;
    for (const name of ['hires', 'q1', 'q2', 'q3', 'q4', 'departments']) setFact(name, rule[name], number(rule[name]));
    // There is none without departments.
    setFact('mean', means.rule.mean ?? '', (means.rule.mean ?? null) === null ? '–' : number(means.rule.mean));
    setFact('rows', refresh.rows_written, number(refresh.rows_written));
    setFact('year', refresh.year, refresh.year);
    setFact('refreshed_at', refresh.refreshed_at, `${time(refresh.refreshed_at)} UTC`);
    document.querySelector('[data-fact="refreshed_at"]').setAttribute('datetime', refresh.refreshed_at);
    fillNote(quarters, means);
    fillExcluded(quarters, means);
}

function setFact(name, value, text) {
    const element = document.querySelector(`#totals [data-fact="${name}"]`);
    element.dataset.value = value;
    element.textContent = text;
}

/** Each report has a refresh of its own; a load between them shows. */
function fillNote({ rule }, means) {
    const differ = rule.hires !== means.rule.hires;
    byId('metrics-note').textContent = differ
        ? `Rows were loaded while this page asked: the mean is of ${number(means.rule.hires)} hires, the rest of ${number(rule.hires)}. Refresh to see both at one state.`
        : '';
    show(byId('metrics-note'), differ);
}

function fillExcluded({ rule }, means) {
    byId('excluded-body').replaceChildren(
        make('p', {}, rule.text),
        make('p', {}, means.rule.text),
        make('dl', { class: 'pairs' },
            ...term('Counted', `from ${time(rule.from)} to before ${time(rule.before)}, time zone ${rule.time_zone}`),
            ...term('Order', `${rule.order} (${rule.collation})`),
            ...term('Not counted', openRejects(rule.open_rejects ?? {}))),
        make('p', { class: 'hint' }, rule.open_rejects_rule ?? '', ' ', make('a', { href: '#operator' }, 'See the rejects'), '.'),
    );
}

function term(name, content) {
    return [make('dt', {}, name), make('dd', {}, content)];
}

function openRejects(rejects) {
    const list = make('ul', { class: 'plain-list' });
    for (const [table, value] of Object.entries(rejects)) {
        list.append(make('li', { 'data-table': table, 'data-value': value },
            make('code', {}, table), `: ${count(value, 'open reject')}`));
    }
    return list;
}
