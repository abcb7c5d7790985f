// The choice of the year. It is in the address, so that reload, bookmarks and back keep it.
import { getJSON } from './api.js';
import { byId, make } from './dom.js';

// With data, or with rows that are stored.
const known = new Set();
let current = null;
let asked = null;

/** @returns {string|null} as the address has it, right or wrong: the service judges it */
export function chosenYear() {
    return new URLSearchParams(location.search).get('year');
}

/**
 * The years that the service has hires of, for the list. Where they cannot be had, the list has the answered ones.
 * @returns {Promise<number[]>} newest first
 */
export async function loadYears() {
    try {
        const { reports } = await getJSON('/reports');
        const report = reports.find(({ name }) => name === 'hires_q');
        for (const year of report?.source_years ?? []) known.add(year);
        for (const { year } of report?.years ?? []) known.add(year);
    } catch {
        // The calls for the year itself say what is wrong.
    }
    fillList();
    return knownYears();
}

/** @returns {number[]} newest first */
export function knownYears() {
    return [...known].sort((one, other) => other - one);
}

/** @param {number} year that was answered */
export function setYear(year) {
    current = year;
    fillList();
}

function fillList() {
    const years = new Set([...known, ...(current === null ? [] : [current])]);
    const options = [...years].sort((one, other) => other - one).map((year) => make('option', { value: year }, year));
    const list = byId('year');
    list.replaceChildren(...options);
    list.value = current ?? '';
}

/**
 * Goes to a year by way of the address.
 * @param {number|string} year
 * @param {() => void} load
 */
export function goToYear(year, load) {
    const url = new URL(location.href);
    url.searchParams.set('year', String(year));
    url.hash = '';
    if (url.href !== location.href) history.pushState(null, '', url);
    asked = chosenYear();
    load();
}

/** @param {() => void} load asks for the year of the address */
export function startYear(load) {
    asked = chosenYear();
    byId('year').addEventListener('change', (event) => goToYear(event.target.value, load));
    byId('year-form').addEventListener('submit', (event) => {
        event.preventDefault();
        goToYear(byId('year-other').value, load);
    });
    // A step inside the page, to another #part, comes by here, too.
    addEventListener('popstate', () => {
        if (chosenYear() === asked) return;
        asked = chosenYear();
        load();
    });
}
