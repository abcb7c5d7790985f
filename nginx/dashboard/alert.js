// The alert under the header: the last problem, and a way to try again.
import { button, byId, make, show } from './dom.js';

let owner = null;

/**
 * @param {import('./problem.js').Problem} problem
 * @param {string} part the part of the page that has the problem
 * @param {(() => void)|null} retry
 */
export function showAlert(problem, part, retry) {
    owner = part;
    const box = byId('alert');
    box.dataset.status = problem.status;
    const text = make('p', {}, make('strong', {}, problem.title), ' ', make('span', { 'data-detail': true }, problem.detail));
    const id = problem.requestId
        ? [make('p', { class: 'hint' }, 'Request ', make('code', { 'data-request-id': true }, problem.requestId))]
        : [];
    const again = retry ? [button('Try again', () => { clearAlert(part); retry(); }, { 'data-retry': part })] : [];
    box.replaceChildren(
        make('div', {}, text, ...id),
        make('div', { class: 'controls' }, ...again, button('Close', () => clearAlert(part), { class: 'plain' })),
    );
    show(box, true);
}

/**
 * Takes the alert away if it is of this part.
 * @param {string} part
 */
export function clearAlert(part) {
    if (owner !== part) return;
    owner = null;
    const box = byId('alert');
    box.replaceChildren();
    delete box.dataset.status;
    show(box, false);
}
