// The charts' content as tables, and their names for who does not see them.
import { CHART_LIMIT } from './charts.js';
import { byId, make, numberCell } from './dom.js';
import { count, number } from './format.js';

/**
 * @param {import('./departments.js').Department[]} departments
 * @param {Object} meanRule `rule` of `/hires_depa`
 * @param {number} year
 */
export function fillChartTables(departments, meanRule, year) {
    fill('chart-quarters-data', departments, (department) => [...department.quarters, department.total].map(
        (hires) => numberCell(hires, number(hires)),
    ));
    fill('chart-departments-data', departments, (department) => {
        const distance = Number((department.total - meanRule.mean).toFixed(4));
        return [numberCell(department.total, number(department.total)), numberCell(distance, signed(distance))];
    });
    nameCharts(departments, meanRule, year);
}

function fill(id, departments, cells) {
    byId(id).tBodies[0].replaceChildren(...departments.map((department) => make(
        'tr',
        { 'data-department-id': department.id, 'data-above': department.isAbove && 'true' },
        make('th', { scope: 'row' }, department.name),
        ...cells(department),
    )));
}

function signed(distance) {
    return distance > 0 ? `+${number(distance)}` : number(distance).replace('-', '−');
}

function nameCharts(departments, rule, year) {
    const above = departments.filter((department) => department.isAbove).length;
    const without = rule.departments - departments.length;
    byId('chart-quarters').setAttribute('aria-label',
        `Bars: hires of ${year} by quarter for ${count(departments.length, 'department')}. The table below has the numbers.`);
    byId('chart-departments').setAttribute('aria-label',
        `Bars: hires of ${year} by department with a line at the mean, ${number(rule.mean)}; ${above} of ${rule.departments} are above it. `
        + 'The table below has the numbers.');
    const cut = departments.length > CHART_LIMIT ? ` The chart has the first ${CHART_LIMIT}, the table all ${number(departments.length)}.` : '';
    byId('quarters-hint').textContent = `Hires of each department, stacked by quarter; most hires first.${cut}`;
    const rest = without > 0 ? ` ${count(without, 'department')} without a hire ${without === 1 ? 'counts' : 'count'} as 0 in the mean.` : '';
    byId('departments-hint').textContent = `${above} of ${count(rule.departments, 'department')} are above the mean; their bars have the colour.${rest}${cut}`;
}
