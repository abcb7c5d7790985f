// Sending files. XMLHttpRequest, for fetch does not tell how far an upload is.
import { withToken } from './api.js';
import { Problem } from './problem.js';

/**
 * @typedef {Object} Sending
 * @property {string} path with its query
 * @property {Array<{file: File, table: string}>} files
 * @property {Object<string, string>} headers
 * @property {AbortSignal} signal
 * @property {(sent: number, total: number) => void} onProgress
 */

/**
 * Sends files as multipart/form-data, a part per table.
 * @param {Sending} sending
 * @returns {Promise<{document: any, isReplay: boolean}>} throws a `Problem`, or `AbortError`
 */
export function sendFiles(sending) {
    return withToken((token) => attempt(sending, token));
}

function attempt({ path, files, headers, signal, onProgress }, token) {
    return new Promise((resolve, reject) => {
        const request = new XMLHttpRequest();
        request.open('POST', path);
        for (const [name, value] of Object.entries({ Accept: 'application/json', ...headers, ...token })) {
            request.setRequestHeader(name, value);
        }
        request.upload.addEventListener('progress', ({ loaded, total }) => onProgress(loaded, total));
        request.addEventListener('load', () => ended(request, resolve, reject));
        request.addEventListener('error', () => reject(Problem.noAnswer()));
        request.addEventListener('abort', () => reject(new DOMException('Cancelled', 'AbortError')));
        signal.addEventListener('abort', () => request.abort(), { once: true });
        request.send(formOf(files));
    });
}

function formOf(files) {
    const form = new FormData();
    for (const { file, table } of files) form.append(table, file, file.name);
    return form;
}

function ended(request, resolve, reject) {
    if (request.status < 200 || request.status > 299) {
        reject(Problem.fromAnswer(request.status, request.responseText, request.getResponseHeader('X-Request-Id')));
        return;
    }
    try {
        const document = JSON.parse(request.responseText);
        resolve({ document, isReplay: request.getResponseHeader('Idempotent-Replayed') === 'true' });
    } catch {
        reject(Problem.notUnderstood());
    }
}
