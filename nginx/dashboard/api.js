// Calls of the service.
import { Problem, isAbort } from './problem.js';
import { currentTurn, settle, tokenHeader } from './token.js';

/**
 * Sends a call with the token there is; where it is refused, asks for another and sends it again.
 * @template T
 * @param {(headers: Object<string, string>) => Promise<T>} send throws a `Problem`
 * @returns {Promise<T>}
 */
export async function withToken(send) {
    for (;;) {
        const turn = currentTurn();
        try {
            return await send(tokenHeader());
        } catch (error) {
            if (!(error instanceof Problem) || !error.isRefusal) throw error;
            if (!(await settle(error, turn))) throw error;
        }
    }
}

async function call(path, { method = 'GET', accept = 'application/json', cache = 'no-cache', signal, isQuiet = false } = {}) {
    const send = async (token) => {
        let answer;
        try {
            answer = await fetch(path, { method, signal, cache, headers: { Accept: accept, ...token } });
        } catch (error) {
            throw isAbort(error) ? error : Problem.noAnswer();
        }
        if (answer.ok) return answer;
        const text = await answer.text().catch(() => '');
        throw Problem.fromAnswer(answer.status, text, answer.headers.get('X-Request-Id'));
    };
    return isQuiet ? send(tokenHeader()) : withToken(send);
}

/**
 * @param {string} path with its query
 * @param {{method?: string, cache?: RequestCache, signal?: AbortSignal, isQuiet?: boolean}} [options] quiet: a refusal
 *   asks for no token
 * @returns {Promise<any>} the document
 */
export async function getJSON(path, options) {
    const answer = await call(path, options);
    try {
        return await answer.json();
    } catch (error) {
        throw isAbort(error) ? error : Problem.notUnderstood();
    }
}

/**
 * The whole file; one that breaks off is a problem, not a shorter file.
 * @param {string} path
 * @returns {Promise<{blob: Blob, name: string|null}>} `name` as the service calls it
 */
export async function getCSV(path) {
    const answer = await call(path, { accept: 'text/csv' });
    const name = /filename="([^"/\\]+)"/.exec(answer.headers.get('Content-Disposition') ?? '');
    try {
        return { blob: await answer.blob(), name: name?.[1] ?? null };
    } catch {
        throw Problem.noAnswer();
    }
}

/**
 * A path with those of the parameters that have a value.
 * @param {string} path
 * @param {Object<string, string|number|null|undefined>} parameters
 * @returns {string}
 */
export function address(path, parameters) {
    const given = Object.entries(parameters).filter(([, value]) => value !== null && value !== undefined && value !== '');
    const query = new URLSearchParams(given.map(([name, value]) => [name, String(value)])).toString();
    return query ? `${path}?${query}` : path;
}
