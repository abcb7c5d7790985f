// The token: asked for when a call is refused, kept for this tab, sent as a header and never in an address.
import { byId, show } from './dom.js';

const KEY = 'wharf.token';
// Counts the user's decisions, so that of many calls that are refused at once only the first one asks.
let turn = 0;
let lastChangedToken = false;
let decide = null;
let asking = null;
let whenChanged = () => {};

/** @returns {string} empty where there is none */
function held() {
    return sessionStorage.getItem(KEY) ?? '';
}

/** @returns {number} to be given to `settle` with what became of the call */
export function currentTurn() {
    return turn;
}

/** @returns {Object<string, string>} the header that shows the token, or nothing */
export function tokenHeader() {
    return held() ? { Authorization: `Bearer ${held()}` } : {};
}

/**
 * A call was refused: asks for a token, unless the user has decided since the call was sent.
 * @param {import('./problem.js').Problem} problem
 * @param {number} sentIn the turn in which the call was sent
 * @returns {Promise<boolean>} whether it is worth sending the call again
 */
export function settle(problem, sentIn) {
    if (sentIn !== turn) return Promise.resolve(lastChangedToken);
    return ask(reason(problem));
}

function reason(problem) {
    const why = problem.status === 403
        ? 'The token does not allow this.'
        : held() ? 'The token was refused: it is unknown, expired or revoked.' : 'This needs a token.';
    return problem.detail ? `${why} ${problem.detail}` : why;
}

function ask(text) {
    asking ??= new Promise((resolve) => {
        decide = resolve;
        open(text);
    });
    return asking;
}

function open(text) {
    byId('token-reason').textContent = text;
    byId('token-input').value = '';
    show(byId('token-forget'), held() !== '');
    byId('token').showModal();
    byId('token-input').focus();
}

function decided(changed) {
    turn += 1;
    lastChangedToken = changed;
    const resolve = decide;
    decide = null;
    asking = null;
    showHeld();
    if (byId('token').open) byId('token').close();
    resolve?.(changed);
    if (changed) whenChanged();
}

function save() {
    const value = byId('token-input').value.trim().replace(/^Bearer\s+/i, '');
    // What is no visible ASCII cannot be a header.
    if (!/^[\x21-\x7e]+$/.test(value)) {
        byId('token-reason').textContent = 'A token has letters, digits and signs, and no blanks.';
        byId('token-input').focus();
        return;
    }
    sessionStorage.setItem(KEY, value);
    decided(true);
}

function forget() {
    sessionStorage.removeItem(KEY);
    decided(true);
}

function showHeld() {
    show(byId('token-held'), held() !== '');
}

/**
 * Wires the dialog and the button that opens it.
 * @param {() => void} onChange there is another token, or none any more
 */
export function startToken(onChange) {
    whenChanged = onChange;
    showHeld();
    byId('token-change').addEventListener('click', () => {
        ask(held() ? 'A token is in use in this tab.' : 'No token is in use. You are asked for one where a call needs it.');
    });
    byId('token-form').addEventListener('submit', (event) => {
        event.preventDefault();
        save();
    });
    byId('token-forget').addEventListener('click', forget);
    byId('token-close').addEventListener('click', () => decided(false));
    // Escape closes the dialog by itself.
    byId('token').addEventListener('close', () => { if (asking) decided(false); });
}
