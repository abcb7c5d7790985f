// Making and finding elements. What comes from the service goes in as text only.

/**
 * The element with an id that the page is known to have.
 * @param {string} id
 * @returns {HTMLElement}
 */
export function byId(id) {
    return document.getElementById(id);
}

/**
 * Makes an element. Strings among the children become text, never markup.
 * @param {string} tag
 * @param {Object<string, string|number|boolean|null|undefined>} [attributes] true: without a value; false, null: left out
 * @param {...(Node|string|number)} children
 * @returns {HTMLElement}
 */
export function make(tag, attributes = {}, ...children) {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
        if (value === false || value === null || value === undefined) continue;
        element.setAttribute(name, value === true ? '' : String(value));
    }
    element.append(...children.map((child) => (child instanceof Node ? child : String(child))));
    return element;
}

/**
 * A button that does something.
 * @param {string} text
 * @param {() => void} action
 * @param {Object<string, string|boolean>} [attributes]
 * @returns {HTMLElement}
 */
export function button(text, action, attributes = {}) {
    const element = make('button', { type: 'button', ...attributes }, text);
    element.addEventListener('click', action);
    return element;
}

/**
 * A table cell with a number, and the raw value for who reads the page by program.
 * @param {number|string} value
 * @param {string} text
 * @param {Object<string, string>} [attributes]
 * @returns {HTMLElement}
 */
export function numberCell(value, text, attributes = {}) {
    return make('td', { class: 'number', 'data-value': value, ...attributes }, text);
}

/**
 * Shows or hides an element.
 * @param {HTMLElement} element
 * @param {boolean} shown
 */
export function show(element, shown) {
    element.hidden = !shown;
}
