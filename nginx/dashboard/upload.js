// The upload: choose files, dry run, load, receipts.
import { clearAlert, showAlert } from './alert.js';
import { address } from './api.js';
import { byId, show } from './dom.js';
import { addFiles, chosenFiles, complaint, lockFiles, startFiles } from './files.js';
import { bytes, percent } from './format.js';
import { asProblem, isAbort } from './problem.js';
import { progressText } from './receipt.js';
import { showReceipts } from './receipts.js';
import { sendFiles } from './send.js';
import { cancelLoads, follow, untilFinal } from './watch.js';

const BUSY = ['checking', 'loading'];
let running = null;
// One key for one content: a load that is sent again after a broken connection is done once.
let key = null;
let afterLoad = () => {};

function setState(state, text) {
    byId('upload').dataset.state = state;
    byId('upload-status').textContent = text;
    const isBusy = BUSY.includes(state);
    const isComplete = complaint() === '';
    byId('check').disabled = isBusy || !isComplete;
    byId('load').disabled = !(state === 'checked' || (state === 'error' && key !== null));
    byId('files').disabled = isBusy;
    for (const option of byId('upload-options').querySelectorAll('select')) option.disabled = isBusy;
    lockFiles(isBusy);
    show(byId('upload-cancel'), isBusy);
    show(byId('upload-progress'), isBusy);
    if (!isBusy) byId('upload-figures').textContent = '';
    byId('load').classList.toggle('primary', state === 'checked');
    byId('check').classList.toggle('primary', state !== 'checked');
}

/** Files or options are others: what was checked before says nothing of them. */
function changed() {
    key = null;
    byId('receipts').replaceChildren();
    clearAlert('upload');
    const text = complaint();
    setState(chosenFiles().length === 0 ? 'idle' : 'ready', text || 'Ready for a dry run.');
}

async function add(files) {
    if (BUSY.includes(byId('upload').dataset.state) || files.length === 0) return;
    try {
        await addFiles(files);
    } catch (error) {
        showAlert(asProblem(error), 'upload', () => add(files));
    }
}

function pathOf(isDry) {
    const options = [...byId('upload-options').querySelectorAll('[data-option]')];
    const chosen = Object.fromEntries(options.map((control) => [control.dataset.option, control.value]));
    return address('/upload', { dry_run: isDry ? 'true' : null, ...chosen });
}

async function check() {
    key = null;
    setState('checking', 'Sending the files for a dry run …');
    const end = await send(true, {});
    if (end.problem) return refused(end.problem);
    if (end.isCancelled) return setState('ready', 'The dry run was cancelled. Nothing was written.');
    showReceipts(end.document.loads, end.document.errors ?? []);
    setState('checked', 'Checked, and nothing written. See the receipts below, then load.');
}

async function load() {
    key ??= crypto.randomUUID();
    setState('loading', 'Sending the files …');
    const end = await send(false, { 'Idempotency-Key': key });
    if (end.isCancelled) return cancelled(end.requestId);
    if (end.problem?.isBreak) return lookUp(end.problem, end.requestId);
    if (end.problem) {
        if (isSettled(end.problem)) key = null;
        afterLoad();
        return refused(end.problem);
    }
    loaded(end.document.loads, end.document.errors ?? [], end.isReplay
        ? 'The load had been done by an earlier try; these are its receipts.'
        : 'Loaded. These are the receipts.');
}

/** A definite answer is kept under the key; what may pass gives the key back, and with another token it is another key. */
function isSettled({ status, type, isRefusal }) {
    if (status >= 500 || status === 429 || isRefusal) return false;
    return status !== 409 || !type.endsWith('/request-running');
}

function loaded(receipts, errors, text) {
    key = null;
    showReceipts(receipts, errors);
    setState('done', text);
    afterLoad();
}

function refused(problem) {
    showReceipts(problem.loads, problem.errors, true);
    showAlert(problem, 'upload', byId('upload').dataset.state === 'loading' ? load : check);
    setState('error', problem.loads.length > 0 ? `${problem.title}. The receipts below say why.` : `${problem.title}. ${problem.detail}`);
}

/** Sends the files, shows how far they are, and says how it ended; throws nothing. */
async function send(isDry, headers) {
    clearAlert('upload');
    byId('receipts').replaceChildren();
    running = new AbortController();
    const watching = new AbortController();
    const requestId = crypto.randomUUID();
    const onProgress = (sent, total) => {
        showProgress(sent, total);
        if (sent < total || watching.started) return;
        watching.started = true;
        follow(requestId, showCourse, watching.signal);
    };
    showProgress(0, 0);
    try {
        const answer = await sendFiles({
            path: pathOf(isDry), files: chosenFiles(), headers: { 'X-Request-Id': requestId, ...headers },
            signal: running.signal, onProgress,
        });
        return { ...answer, requestId };
    } catch (error) {
        return isAbort(error) ? { isCancelled: true, requestId } : { problem: asProblem(error), requestId };
    } finally {
        watching.abort();
        running = null;
    }
}

function showProgress(sent, total) {
    const bar = byId('upload-progress');
    if (total > 0 && sent >= total) {
        // All is sent; how long the rest takes nobody knows.
        bar.removeAttribute('value');
        byId('upload-figures').textContent = 'All is sent. The service reads and checks it.';
        return;
    }
    bar.value = total > 0 ? sent / total : 0;
    byId('upload-figures').textContent = total > 0 ? `${bytes(sent)} of ${bytes(total)}, ${percent(sent / total)}` : '';
}

function showCourse(receipts) {
    const lines = receipts.map((receipt) => `${receipt.table}: ${receipt.state}${receipt.progress ? `, ${progressText(receipt)}` : ''}`);
    if (lines.length > 0) byId('upload-figures').textContent = lines.join('; ');
}

/** The connection broke before the answer: the receipts say what became of the load. */
async function lookUp(problem, requestId) {
    setState('loading', 'The connection broke. Looking up what became of the load …');
    byId('upload-progress').removeAttribute('value');
    running = new AbortController();
    try {
        const receipts = await untilFinal(requestId, showCourse, running.signal);
        foundOut(problem, receipts);
    } catch {
        showAlert(problem, 'upload', load);
        setState('error', 'The connection broke, and what became of the load is not known yet. Load again when the service '
            + 'answers: this is safe, for a load that was done is not done twice.');
    } finally {
        running = null;
        afterLoad();
    }
}

function foundOut(problem, receipts) {
    if (receipts.length > 0 && receipts.every(({ state }) => state === 'done')) {
        loaded(receipts, [], 'The connection broke, but the load was done. These are its receipts.');
        return;
    }
    showReceipts(receipts, []);
    showAlert(problem, 'upload', load);
    const done = receipts.filter(({ state }) => state === 'done').map(({ table }) => table);
    setState('error', done.length > 0
        ? `The connection broke. Done: ${done.join(', ')}; of the other files nothing was written. Their receipts say why.`
        : 'The connection broke, and nothing was written. Load again when you like.');
}

async function cancelled(requestId) {
    setState('loading', 'Cancelling …');
    show(byId('upload-cancel'), false);
    running = new AbortController();
    try {
        await cancelLoads(requestId);
        const receipts = await untilFinal(requestId, showCourse, running.signal);
        showReceipts(receipts, []);
        const done = receipts.filter(({ state }) => state === 'done').map(({ table }) => table);
        key = null;
        setState('ready', done.length > 0
            ? `Cancelled too late for ${done.join(', ')}; see the receipts.`
            : 'The load was cancelled. Nothing was written.');
    } catch (error) {
        showAlert(asProblem(error), 'upload', null);
        setState('error', 'Cancelled, but what became of the load is not known yet. The list of loads will tell.');
    } finally {
        running = null;
        afterLoad();
    }
}

function startDrop() {
    const drop = byId('drop');
    const mark = (isOver) => drop.toggleAttribute('data-over', isOver);
    drop.addEventListener('dragenter', () => mark(true));
    drop.addEventListener('dragleave', (event) => { if (!drop.contains(event.relatedTarget)) mark(false); });
    drop.addEventListener('drop', (event) => {
        mark(false);
        add([...event.dataTransfer.files]);
    });
    // A file that is dropped beside the zone must not replace the page.
    for (const name of ['dragover', 'drop']) addEventListener(name, (event) => event.preventDefault());
}

/**
 * Wires the form.
 * @param {() => void} onLoaded rows may have been written
 */
export function startUpload(onLoaded) {
    afterLoad = onLoaded;
    startFiles(changed);
    startDrop();
    byId('files').addEventListener('change', (event) => {
        add([...event.target.files]);
        event.target.value = '';
    });
    byId('upload-options').addEventListener('change', changed);
    byId('upload').addEventListener('submit', (event) => {
        event.preventDefault();
        check();
    });
    byId('load').addEventListener('click', load);
    byId('upload-cancel').addEventListener('click', () => running?.abort());
    addEventListener('beforeunload', (event) => { if (BUSY.includes(byId('upload').dataset.state)) event.preventDefault(); });
}
