// A part of the page that is filled by a call: loading, ready, empty or error.
import { showAlert, clearAlert } from './alert.js';
import { button, byId, make, show } from './dom.js';
import { asProblem } from './problem.js';

/**
 * @param {string} id of the section, which has a `.state` box and a `.scroll` box
 * @param {'loading'|'ready'|'empty'|'error'} state
 * @param {...(Node|string)} message for the box; none: no box
 */
export function setState(id, state, ...message) {
    const section = byId(id);
    section.dataset.state = state;
    section.setAttribute('aria-busy', String(state === 'loading'));
    const box = section.querySelector('.state');
    box.replaceChildren(...message);
    show(box, message.length > 0);
    const isFilled = section.querySelector('tbody').rows.length > 0;
    show(section.querySelector('.scroll'), state === 'ready' || (state === 'loading' && isFilled));
}

/** @param {string} id */
export function setLoading(id) {
    const isFilled = byId(id).querySelector('tbody').rows.length > 0;
    setState(id, 'loading', ...(isFilled ? [] : ['Loading …']));
    clearAlert(id);
}

/**
 * @param {string} id
 * @param {unknown} error
 * @param {() => void} retry
 */
export function setError(id, error, retry) {
    const problem = asProblem(error);
    setState(id, 'error', ...failure(problem, id, retry));
    showAlert(problem, id, retry);
}

/**
 * What a part shows in place of its content.
 * @param {import('./problem.js').Problem} problem
 * @param {string} part
 * @param {() => void} retry
 * @returns {Node[]}
 */
export function failure(problem, part, retry) {
    return [
        make('p', {}, make('strong', {}, problem.title), ' ', problem.detail),
        button('Try again', () => { clearAlert(part); retry(); }, { 'data-retry': part }),
    ];
}
