// The alert under the header: the last problem that has not been got over, and a way to try again.
import { button, byId, make, show } from './dom.js';

// By the part of the page that has the problem, the last one at the end.
const open = new Map();

/**
 * @param {import('./problem.js').Problem} problem
 * @param {string} part the part of the page that has the problem
 * @param {(() => void)|null} retry
 */
export function showAlert(problem, part, retry) {
    open.delete(part);
    open.set(part, { problem, retry });
    redraw();
}

/**
 * The part has no problem any more.
 * @param {string} part
 */
export function clearAlert(part) {
    if (open.delete(part)) redraw();
}

function redraw() {
    const box = byId('alert');
    const last = [...open.values()].at(-1);
    show(box, last !== undefined);
    if (!last) {
        box.replaceChildren();
        delete box.dataset.status;
        return;
    }
    box.dataset.status = last.problem.status;
    box.replaceChildren(textOf(last.problem), make('div', { class: 'controls' },
        ...(last.retry ? [button('Try again', () => retryLike(last.problem), { 'data-retry': 'alert' })] : []),
        button('Close', closeAll, { class: 'plain' })));
}

function textOf(problem) {
    const id = problem.requestId
        ? [make('p', { class: 'hint' }, 'Request ', make('code', { 'data-request-id': true }, problem.requestId))]
        : [];
    return make('div', {},
        make('p', {}, make('strong', { 'data-title': true }, problem.title), ' ', make('span', { 'data-detail': true }, problem.detail)),
        ...id);
}

/** One outage meets several parts: all that failed like this one try again. */
function retryLike({ status }) {
    retryWhere(({ problem }) => problem.status === status);
}

/** There is another token: what was refused before is asked for again. What writes is not sent without a word. */
export function retryRefused() {
    retryWhere(({ problem }, part) => problem.isRefusal && part !== 'upload');
}

function retryWhere(isMeant) {
    const meant = [...open].filter(([part, failure]) => failure.retry && isMeant(failure, part));
    meant.forEach(([part]) => open.delete(part));
    redraw();
    meant.forEach(([, { retry }]) => retry());
}

function closeAll() {
    open.clear();
    redraw();
}
