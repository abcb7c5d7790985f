// The two charts. Chart.js draws them; every colour and size is the style sheet's.
/* global Chart */
import { byId } from './dom.js';
import { number } from './format.js';

/** More bars than these cannot be told apart; the tables beside the charts have all. */
export const CHART_LIMIT = 40;

const QUARTERS = ['Q1', 'Q2', 'Q3', 'Q4'];
let drawn = [];
let last = null;

/**
 * Draws both charts, in place of those there were.
 * @param {import('./departments.js').Department[]} departments
 * @param {number} mean
 */
export function drawCharts(departments, mean) {
    last = { departments: departments.slice(0, CHART_LIMIT), mean };
    redraw();
}

/** Follows the colour scheme, and takes the light one for paper. */
export function startCharts() {
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', redraw);
    addEventListener('beforeprint', () => setPaper(true));
    addEventListener('afterprint', () => setPaper(false));
}

function setPaper(isPaper) {
    document.documentElement.toggleAttribute('data-paper', isPaper);
    redraw();
}

function redraw() {
    drawn.forEach((chart) => chart.destroy());
    drawn = [];
    if (!last || typeof Chart === 'undefined') return;
    const look = readLook();
    drawn = [drawQuarters(last.departments, look), drawDepartments(last.departments, last.mean, look)];
}

function readLook() {
    const style = getComputedStyle(document.documentElement);
    const colour = (name) => style.getPropertyValue(`--${name}`).trim();
    return {
        text: colour('text'), soft: colour('soft'), line: colour('line'), ground: colour('card'),
        quarters: QUARTERS.map((_, index) => colour(`quarter-${index + 1}`)),
        above: colour('accent'), below: colour('below'), mean: colour('text'),
        em: parseFloat(style.fontSize) * 0.8125, family: getComputedStyle(document.body).fontFamily,
    };
}

function drawQuarters(departments, look) {
    const datasets = QUARTERS.map((label, quarter) => ({
        label,
        data: departments.map((department) => department.quarters[quarter]),
        backgroundColor: look.quarters[quarter],
        borderColor: look.ground,
        borderWidth: { right: 1 },
        borderSkipped: false,
        stack: 'year',
    }));
    const options = optionsOf(look, departments, true);
    options.plugins.tooltip.callbacks.footer = (items) => `Year: ${number(items.reduce((sum, item) => sum + item.raw, 0))}`;
    return draw('chart-quarters', departments, datasets, options, []);
}

function drawDepartments(departments, mean, look) {
    const datasets = [{
        label: 'Hires',
        data: departments.map((department) => department.total),
        backgroundColor: departments.map((department) => (department.isAbove ? look.above : look.below)),
    }];
    const options = optionsOf(look, departments, false);
    // As high as the other chart's legend, so that the bars of both are level.
    options.layout.padding.top = look.em * 2 + 9;
    options.scales.x.suggestedMax = mean;
    options.plugins.tooltip.callbacks.footer = () => `Mean: ${number(mean)}`;
    return draw('chart-departments', departments, datasets, options, [meanLine(mean, look)]);
}

function draw(id, departments, datasets, options, plugins) {
    const canvas = byId(id);
    canvas.parentElement.style.height = `${heightOf(departments.length, options.font.size)}px`;
    const labels = departments.map((department) => department.name);
    return new Chart(canvas, { type: 'bar', data: { labels, datasets }, options, plugins });
}

function heightOf(bars, em) {
    return Math.round(em * (6 + bars * 2));
}

function optionsOf(look, departments, isStacked) {
    const font = { family: look.family, size: look.em };
    const ticks = { color: look.text, font };
    return {
        indexAxis: 'y', responsive: true, maintainAspectRatio: false, animation: false, font,
        layout: { padding: { top: 0, right: look.em } },
        datasets: { bar: { categoryPercentage: 0.82, barPercentage: 0.9 } },
        interaction: { mode: 'index', axis: 'y', intersect: false },
        scales: {
            x: {
                stacked: isStacked, beginAtZero: true, grid: { color: look.line, drawBorder: false },
                ticks: { ...ticks, color: look.soft, precision: 0, callback: (value) => number(value) },
            },
            y: {
                stacked: isStacked, grid: { display: false, drawBorder: false },
                ticks: { ...ticks, autoSkip: false, callback: (index) => shortened(departments[index]?.name ?? '') },
            },
        },
        plugins: {
            legend: {
                display: isStacked, position: 'top', align: 'start',
                labels: { color: look.text, font, boxWidth: look.em, boxHeight: look.em, padding: look.em },
                onClick: () => {},
            },
            tooltip: {
                backgroundColor: look.text, titleColor: look.ground, bodyColor: look.ground, footerColor: look.ground,
                titleFont: { ...font, weight: '600' }, bodyFont: font, footerFont: { ...font, weight: '600' },
                padding: look.em * 0.75, cornerRadius: 3, animation: false,
                callbacks: { label: (item) => `${item.dataset.label}: ${number(item.raw)}` },
            },
        },
    };
}

function shortened(name) {
    const limit = innerWidth < 600 ? 16 : 28;
    return name.length > limit ? `${name.slice(0, limit - 1)}…` : name;
}

/** The mean across all bars, as a line with its number. */
function meanLine(mean, look) {
    return {
        id: 'mean',
        afterDatasetsDraw({ ctx, chartArea, scales }) {
            const x = Math.round(scales.x.getPixelForValue(mean)) + 0.5;
            ctx.save();
            ctx.beginPath();
            ctx.moveTo(x, chartArea.top - look.em * 0.35);
            ctx.lineTo(x, chartArea.bottom);
            // A light edge keeps the line visible across dark bars.
            for (const [colour, width] of [[look.ground, 4], [look.mean, 1.5]]) {
                ctx.strokeStyle = colour;
                ctx.lineWidth = width;
                ctx.stroke();
            }
            ctx.fillStyle = look.mean;
            ctx.font = `600 ${look.em}px ${look.family}`;
            ctx.textBaseline = 'bottom';
            const label = `Mean ${number(mean)}`;
            const half = ctx.measureText(label).width / 2;
            ctx.textAlign = 'center';
            ctx.fillText(label, Math.min(Math.max(x, half), chartArea.right - half), chartArea.top - look.em * 0.45);
            ctx.restore();
        },
    };
}
