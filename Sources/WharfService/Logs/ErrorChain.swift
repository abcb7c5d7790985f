import Logging

/// An error that another one underneath has caused.
protocol CausedError: Error {
    var underlyingError: (any Error)? { get }
}

extension Problem: CausedError {
    var underlyingError: (any Error)? { cause }
}

extension Logger.MetadataValue {
    /// An error with all that is underneath, from the top down. A problem's own text is what the client is told.
    static func chain(of error: any Error) -> Logger.MetadataValue {
        var texts: [String] = []
        var next: (any Error)? = error
        while let error = next {
            texts.append((error as? Problem).map { "\($0.type.rawValue): \($0.detail)" } ?? "\(error)")
            next = (error as? any CausedError)?.underlyingError
        }
        return .string(texts.joined(separator: "; caused by: "))
    }
}
