// Sums per department, of the rows that the service gave.

/**
 * @typedef {Object} Department
 * @property {number} id
 * @property {string} name
 * @property {number[]} quarters four
 * @property {number} total their sum
 * @property {boolean} isAbove whether the service lists it among those above the mean
 */

/**
 * Departments with hires, most hires first.
 * @param {Array<Object>} rows of `/hires_q`
 * @param {Array<{id: number, department: string, hired: number}>} above rows of `/hires_depa`
 * @returns {Department[]}
 */
export function departmentsOf(rows, above) {
    const known = new Map();
    for (const row of rows) {
        let department = known.get(row.department_id);
        if (!department) {
            department = { id: row.department_id, name: row.department, quarters: [0, 0, 0, 0], total: 0, isAbove: false };
            known.set(row.department_id, department);
        }
        [row.q1, row.q2, row.q3, row.q4].forEach((hires, quarter) => {
            department.quarters[quarter] += hires;
            department.total += hires;
        });
    }
    for (const { id } of above) {
        if (known.has(id)) known.get(id).isAbove = true;
    }
    return [...known.values()].sort((one, other) => other.total - one.total || one.id - other.id);
}
