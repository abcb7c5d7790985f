import Foundation

@testable import WharfService

/// What Foundation reads in the bytes of a file.
enum SlowEncoding {
    /// In UTF-8; nil where a byte has no character.
    static func decoded(_ bytes: [UInt8], _ encoding: FileEncoding) -> [UInt8]? {
        switch encoding {
        case .utf8: return bytes
        case .latin1: return String(bytes: bytes, encoding: .isoLatin1).map { Array($0.utf8) }
        case .windows1252:
            // Foundation may have control characters there.
            let undefined: Set<UInt8> = [0x81, 0x8D, 0x8F, 0x90, 0x9D]
            if !undefined.isDisjoint(with: bytes) { return nil }
            return String(bytes: bytes, encoding: .windowsCP1252).map { Array($0.utf8) }
        }
    }
}
