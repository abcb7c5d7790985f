internal import Glibc

/// What went wrong in the bucket's directory.
public struct BucketError: Error, Sendable, Hashable {
    /// What a caller can do about it.
    public enum Kind: String, Sendable {
        /// A call did not come back in its time. Whether it took effect is not known.
        case hung
        /// As many calls hang as may: nothing was tried.
        case busy
        /// The directory is not there, is no mount although it should be, or its mount is dead.
        case gone
        /// Any other failure of a call. A store that refuses, is cut off or full mostly shows as `EIO`.
        case failed
        /// `ENOSPC`, `EDQUOT`, `EFBIG`.
        case full
        /// `EROFS`, `EACCES`, `EPERM`.
        case readOnly
        case missing
        case exists
        /// The file has more bytes than the caller takes.
        case tooLarge
        /// What was read back is not what was written.
        case altered
        /// Not the name of a file of this bucket.
        case badName
    }

    public let kind: Kind
    /// The C function that failed, or hangs.
    public let operation: String
    /// `errno` straight after it; 0 where no call failed.
    public let code: Int32
    /// The file's name in the bucket; empty for the directory itself.
    public let name: String

    init(_ kind: Kind, _ operation: StaticString, code: Int32 = 0, name: String) {
        self.kind = kind
        self.operation = operation.description
        self.code = code
        self.name = name
    }

    /// Of a call on a file.
    init(_ operation: StaticString, errno code: Int32, name: String) {
        self.init(Self.kind(code), operation, code: code, name: name)
    }

    /// Of a call on the directory itself.
    init(ofFolder operation: StaticString, errno code: Int32) {
        let isGone = code == ENOENT || code == ENOTDIR
        self.init(isGone ? .gone : Self.kind(code), operation, code: code, name: "")
    }

    private static func kind(_ code: Int32) -> Kind {
        switch code {
        case ENOENT: .missing
        case EEXIST: .exists
        case ENOSPC, EDQUOT, EFBIG: .full
        case EROFS, EACCES, EPERM: .readOnly
        case ENOTCONN, ECONNABORTED, ENODEV, ENXIO, ESTALE: .gone
        default: .failed
        }
    }
}

extension BucketError: CustomStringConvertible {
    /// Without the directory's path.
    public var description: String {
        let place = name.isEmpty ? "the bucket" : "\(name) in the bucket"
        let reason = code == 0 ? "" : ": \(String(cString: strerror(code)))"
        return "\(sentence), \(operation) of \(place)\(reason)"
    }

    private var sentence: String {
        switch kind {
        case .hung: "no answer in time"
        case .busy: "too many calls hang already"
        case .gone: "the bucket is not there"
        case .failed: "failed"
        case .full: "no room"
        case .readOnly: "not allowed"
        case .missing: "no such file"
        case .exists: "there is one already"
        case .tooLarge: "too large"
        case .altered: "what was read back is not what was written"
        case .badName: "not a file's name"
        }
    }
}
