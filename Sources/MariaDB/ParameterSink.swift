/// What takes the values of a statement's placeholders, in their order.
public protocol ParameterSink: AnyObject {
    func appendNull()
    func append(signed value: Int64)
    func append(unsigned value: UInt64)
    /// Text in `utf8mb4`, copied.
    func append(bytes value: UnsafeRawBufferPointer)
    /// Octets without a character set, copied.
    func append(binary value: UnsafeRawBufferPointer)
}
