/// Approximate numbers: `FLOAT` and `DOUBLE`.
///
/// Takes an optional sign, digits with a point, and an exponent (`1e3`, `1.5E-7`). `nan`, `inf` and hexadecimal forms
/// are `.notANumber`; what is not finite in the column's format, or is not zero but would become zero, is
/// `.outOfRange`.
///
/// The wire form is the shortest decimal text of the nearest number of that format, so equal numbers have equal texts;
/// zero has no sign. A text of up to 15 significant digits (6 for `FLOAT`) is already that shortest text, because
/// decimals of `DBL_DIG` (`FLT_DIG`) digits survive the format unchanged (C17 5.2.4.2.2): no conversion takes place.
/// Longer ones go through the standard library's correctly rounded conversion, which may allocate a `String`.
struct FloatRule {
    enum Format {
        case binary32
        case binary64
    }

    let format: Format
    let isUnsigned: Bool

    /// `text` is trimmed and not empty.
    func check(_ text: UnsafeRawBufferPointer, into row: inout RowEncoder) -> RejectCode? {
        guard let number = ScientificNumber(text) else { return .notANumber }
        if number.isZero {
            ScientificNumber.zero.append(to: &row)
            return nil
        }
        if number.isNegative && isUnsigned { return .outOfRange }
        guard let rounded = isShortest(number) ? number : nearest(text) else { return .outOfRange }
        rounded.append(to: &row)
        return nil
    }

    private func isShortest(_ number: ScientificNumber) -> Bool {
        guard !number.isTruncated else { return false }
        // Well inside the normal range, where the guarantee holds.
        return switch format {
        case .binary32: number.digitCount <= 6 && (-37...37).contains(number.magnitude)
        case .binary64: number.digitCount <= 15 && (-300...300).contains(number.magnitude)
        }
    }

    /// The number that the format has for the text; nil when that is an infinity or zero.
    private func nearest(_ text: UnsafeRawBufferPointer) -> ScientificNumber? {
        let string = String(decoding: text, as: UTF8.self)
        switch format {
        case .binary32:
            guard let value = Float(string), value.isFinite, !value.isZero else { return nil }
            // The server reads a FLOAT as a double and refuses one above FLT_MAX, which its shortest text is.
            let isLargest = value.magnitude == .greatestFiniteMagnitude
            return ScientificNumber(isLargest ? Double(value).description : value.description)
        case .binary64:
            guard let value = Double(string), value.isFinite, !value.isZero else { return nil }
            return ScientificNumber(value.description)
        }
    }
}
