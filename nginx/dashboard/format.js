// How numbers, times and sizes are written.

const whole = new Intl.NumberFormat('en-US');
const fine = new Intl.NumberFormat('en-US', { maximumFractionDigits: 4 });

/**
 * With thousands separators; up to four fraction digits, as the service gives them.
 * @param {number} value
 * @returns {string}
 */
export function number(value) {
    return fine.format(value);
}

/**
 * "1 row", "1,234 rows".
 * @param {number} value
 * @param {string} one
 * @param {string} [many]
 * @returns {string}
 */
export function count(value, one, many = `${one}s`) {
    return `${whole.format(value)} ${value === 1 ? one : many}`;
}

/**
 * A time of the service, which is in UTC: "2026-11-25 22:00:00".
 * @param {string} iso
 * @returns {string}
 */
export function time(iso) {
    const parts = /^(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2}:\d{2})/.exec(iso ?? '');
    return parts ? `${parts[1]} ${parts[2]}` : String(iso ?? '');
}

/**
 * @param {number} value
 * @returns {string}
 */
export function bytes(value) {
    const units = ['B', 'kB', 'MB', 'GB', 'TB'];
    let amount = value;
    let unit = 0;
    for (; amount >= 1000 && unit < units.length - 1; unit += 1) amount /= 1000;
    const digits = unit === 0 || amount >= 100 ? 0 : 1;
    return `${amount.toFixed(digits)} ${units[unit]}`;
}

/**
 * "just now", "5 min", "3 h", "12 days".
 * @param {number} seconds
 * @returns {string}
 */
export function age(seconds) {
    if (seconds < 60) return 'just now';
    if (seconds < 3600) return `${Math.floor(seconds / 60)} min`;
    if (seconds < 48 * 3600) return `${Math.floor(seconds / 3600)} h`;
    return `${whole.format(Math.floor(seconds / 86400))} days`;
}

/**
 * A share of 0 to 1 as "31 %".
 * @param {number} share
 * @returns {string}
 */
export function percent(share) {
    return `${Math.floor(share * 100)} %`;
}
