// The table of backups with their age and proof.
import { showAlert } from './alert.js';
import { getJSON } from './api.js';
import { byId, make, numberCell, show } from './dom.js';
import { age, bytes, number, time } from './format.js';
import { asProblem } from './problem.js';
import { setError, setLoading, setState } from './section.js';

const SECTION = 'backups-section';
let next = null;

/** Asks for the newest backups. */
export async function loadBackups() {
    setLoading(SECTION);
    try {
        const page = await getJSON('/backups?limit=20');
        byId('backups').tBodies[0].replaceChildren(...page.backups.map(rowOf));
        byId('damaged').replaceChildren(...(page.damaged ?? []).map((text) => make('li', { class: 'bad' }, text)));
        setNext(page);
        if (page.backups.length === 0) setState(SECTION, 'empty', 'No backup yet. ', make('code', {}, 'POST /backup'), ' makes one.');
        else setState(SECTION, 'ready');
    } catch (error) {
        if (await isWithoutBucket(error)) {
            setState(SECTION, 'empty', 'No bucket is set up: ', make('code', {}, 'WHARF_BUCKET'),
                ' names the directory that backups are kept in.');
            return;
        }
        setError(SECTION, error, loadBackups);
    }
}

/** A service that was never given a bucket is no failure; one whose bucket is away is. */
async function isWithoutBucket(error) {
    if (!asProblem(error).type.endsWith('/bucket-unavailable')) return false;
    const { bucket } = await getJSON('/readyz', { isQuiet: true }).catch(() => ({}));
    return bucket === 'none';
}

function setNext(page) {
    next = page.next ?? null;
    show(byId('backups-more'), next !== null);
}

async function showOlder() {
    try {
        const page = await getJSON(next);
        byId('backups').tBodies[0].append(...page.backups.map(rowOf));
        setNext(page);
    } catch (error) {
        showAlert(asProblem(error), SECTION, showOlder);
    }
}

function rowOf(backup) {
    return make('tr', { 'data-backup': backup.id },
        make('th', { scope: 'row', title: `Backup ${backup.id}, SHA-256 ${backup.sha256}` }, backup.table),
        make('td', {}, backup.kind),
        numberCell(backup.rows, number(backup.rows), { 'data-field': 'rows' }),
        numberCell(backup.bytes, bytes(backup.bytes), { 'data-field': 'bytes' }),
        make('td', { class: 'number', 'data-field': 'age', 'data-value': backup.age_seconds },
            make('time', { datetime: backup.snapshot_at, title: `${time(backup.snapshot_at)} UTC` }, age(backup.age_seconds))),
        proofOf(backup.proof));
}

function proofOf(proof) {
    const attributes = { 'data-field': 'proof', 'data-value': proof?.level ?? '' };
    if (!proof) return make('td', attributes, make('span', { class: 'soft' }, 'none'));
    return make('td', { ...attributes, 'data-passed': String(proof.passed) },
        make('span', { class: proof.passed ? '' : 'bad', title: proof.detail ?? '' },
            `${proof.passed ? '✓' : '✗ failed:'} ${proof.level}`),
        make('span', { class: 'under' }, time(proof.at).slice(0, 16)));
}

/** Wires the button for older backups. */
export function startBackups() {
    byId('backups-more').addEventListener('click', showOlder);
}
