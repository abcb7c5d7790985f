// What can go wrong with a call: a problem document (RFC 9457), or no answer at all.

export class Problem extends Error {
    /**
     * @param {Object} document with the members of RFC 9457; `status` is 0 where there was no answer
     */
    constructor(document) {
        super(document.title);
        this.type = document.type ?? 'about:blank';
        this.title = document.title;
        this.status = document.status;
        this.detail = document.detail ?? '';
        this.requestId = document.request_id ?? '';
        this.errors = document.errors ?? [];
        this.loads = document.loads ?? [];
    }

    /** Whether another token might help. */
    get isRefusal() {
        return this.status === 401 || this.status === 403;
    }

    /** Whether it is unknown what became of the request. */
    get isBreak() {
        return this.status === 0 || this.status === 502 || this.status === 504;
    }

    /**
     * @param {number} status
     * @param {string} text the body
     * @param {string|null} requestId of the answer's header
     * @returns {Problem}
     */
    static fromAnswer(status, text, requestId) {
        let document = {};
        try {
            document = JSON.parse(text);
        } catch {
            // Something between the page and the service has answered; its status has to do.
        }
        return new Problem({ title: `The answer was ${status}`, request_id: requestId, ...document, status });
    }

    /** @returns {Problem} */
    static noAnswer() {
        return new Problem({
            status: 0,
            title: 'No answer',
            detail: 'The connection failed. The service may be down, or the network between it and you.',
        });
    }

    /** @returns {Problem} */
    static notUnderstood() {
        return new Problem({
            status: 0,
            title: 'The answer was not understood',
            detail: 'It is not what this page expects. It may have been cut short, or page and service are of two versions.',
        });
    }
}

/**
 * Anything that was thrown, as a problem.
 * @param {unknown} error
 * @returns {Problem}
 */
export function asProblem(error) {
    if (error instanceof Problem) return error;
    console.error(error);
    return Problem.notUnderstood();
}

/**
 * Whether it was this page that gave the call up.
 * @param {unknown} error
 * @returns {boolean}
 */
export function isAbort(error) {
    return error instanceof DOMException && error.name === 'AbortError';
}
