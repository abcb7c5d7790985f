/// The encodings in which a file may come, by their IANA names; no other is converted.
public enum FileEncoding: String, Sendable, CaseIterable, Codable {
    case utf8 = "utf-8"
    case latin1 = "iso-8859-1"
    case windows1252 = "windows-1252"

    /// Takes the usual names, whatever their case and however `-`, `_` and spaces stand in them (`UTF8`, `Latin-1`,
    /// `ISO_8859-1`, `cp1252` …); nil for another encoding.
    ///
    /// `latin1` is ISO 8859-1 here, not Windows-1252, for which the web takes it.
    public init?(name: String) {
        switch name.lowercased().filter({ !"-_ :".contains($0) }) {
        case "utf8", "utf8mb4", "ascii", "usascii": self = .utf8
        case "latin1", "l1", "iso88591", "iso885911987", "88591", "cp819", "ibm819": self = .latin1
        case "windows1252", "cp1252", "win1252", "1252", "xcp1252", "ansi", "winlatin1": self = .windows1252
        default: return nil
        }
    }
}
