// The loads of one request, looked up by its id: while it runs, and when its connection broke.
import { getJSON } from './api.js';
import { isFinal } from './receipt.js';

/**
 * @param {string} requestId that the upload was sent with
 * @param {{isQuiet?: boolean}} [options]
 * @returns {Promise<Object[]>} receipts; none where the service has no record of the request
 */
async function receiptsOf(requestId, options) {
    const { loads } = await getJSON('/loads?limit=100', options);
    return loads.filter((receipt) => receipt.request_id === requestId);
}

/**
 * Asks until every load of the request has ended. Where there is none it asks once more: the service may just be
 * making its record.
 * @param {string} requestId
 * @param {(receipts: Object[]) => void} onChange
 * @param {AbortSignal} signal
 * @returns {Promise<Object[]>}
 */
export async function untilFinal(requestId, onChange, signal) {
    for (let round = 1; ; round += 1) {
        const receipts = await receiptsOf(requestId);
        signal.throwIfAborted();
        onChange(receipts);
        if (receipts.every(isFinal) && (receipts.length > 0 || round > 1)) return receipts;
        await pause(signal);
    }
}

/**
 * Tells how far the loads of a request are, until the signal. A call that fails is no matter here.
 * @param {string} requestId
 * @param {(receipts: Object[]) => void} onChange
 * @param {AbortSignal} signal
 */
export async function follow(requestId, onChange, signal) {
    while (!signal.aborted) {
        try {
            await pause(signal);
            const receipts = await receiptsOf(requestId, { isQuiet: true });
            if (!signal.aborted) onChange(receipts);
        } catch {
            // The upload's own answer tells what is wrong.
        }
    }
}

/**
 * Ends the loads of a request that have not ended yet.
 * @param {string} requestId
 */
export async function cancelLoads(requestId) {
    const running = (await receiptsOf(requestId)).filter((receipt) => !isFinal(receipt));
    // 409: it has ended meanwhile.
    await Promise.allSettled(running.map(({ id }) => getJSON(`/loads/${id}`, { method: 'DELETE' })));
}

function pause(signal) {
    return new Promise((resolve, reject) => {
        const timer = setTimeout(resolve, 1000);
        signal.addEventListener('abort', () => { clearTimeout(timer); reject(signal.reason); }, { once: true });
    });
}
