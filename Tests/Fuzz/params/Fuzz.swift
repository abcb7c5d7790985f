import Foundation
import Multipart

@testable import WharfService

/// What a request's parameters say, in the texts that libfcgi hands on: query, path, headers, names.
func examine(_ input: FuzzInput) {
    var input = input
    let examination = input.choose([
        examineQuery, examineEscaping, examineAccept, examinePath, examineKey, examineCredentials, examineBoundary,
        examineMessage, examineIdentifier, examineBackupName, examineTag,
    ])
    examination(String(decoding: input.bytes, as: UTF8.self))
}

private func examineQuery(_ text: String) {
    let ours = (try? Query(text))?.parameters.map { [$0.name, $0.value] }
    requireEqual(ours, slowParameters(text), "a query")
}

/// Nil where the query is refused.
private func slowParameters(_ text: String) -> [[String]]? {
    var parameters: [[String]] = []
    for part in text.utf8.split(separator: UInt8(ascii: "&")) {
        let pair = part.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
        let decoded = pair.map { slowlyDecoded(Latin1.text($0)) }
        guard let name = decoded[0], let value = decoded.count > 1 ? decoded[1] : "",
            !parameters.contains(where: { $0[0] == name })
        else { return nil }
        parameters.append([name, value])
    }
    return parameters
}

/// Nil for a broken escape, and for what is not UTF-8.
private func slowlyDecoded(_ text: String) -> String? {
    guard text.wholeMatch(of: /(?:[^%]|%[0-9A-Fa-f]{2})*/) != nil else { return nil }
    let decoded = text.replacing("+", with: " ").replacing(/%(..)/) { match in
        UInt8(match.1, radix: 16).map { String(UnicodeScalar($0)) } ?? ""
    }
    return String(validating: Latin1.bytes(decoded), as: UTF8.self)
}

/// What we write into a query, and into JSON, is read as it was.
private func examineEscaping(_ text: String) {
    let plain = CharacterSet(charactersIn: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
    let encoded = Query.encode(text)
    requireEqual(encoded, text.addingPercentEncoding(withAllowedCharacters: plain), "an escaped text")
    requireEqual((try? Query("a=" + encoded))?["a"].map { Array($0.utf8) }, Array(text.utf8), "the text in a query")
    let json = Data(JSONText.quoted(text).utf8)
    let read = try? JSONSerialization.jsonObject(with: json, options: .fragmentsAllowed) as? String
    requireEqual(read.map { Array($0.utf8) }, Array(text.utf8), "the text in JSON")
}

private func examineAccept(_ text: String) {
    let offers = ["application/json", "text/csv"]
    let ours = AcceptHeader(text).best(of: offers)
    require(ours.map(offers.contains) ?? true, "\(ours ?? "") is not on offer")
    guard let ranges = SlowRange.all(in: text) else { return }
    let judged = offers.compactMap { offer in
        SlowRange.closest(to: offer, in: ranges).map {
            (offer: offer, place: [$0.thousandths, $0.closeness(to: offer)])
        }
    }
    // Of equals it gives the first.
    let best = judged.filter { $0.place[0] > 0 }.max { $0.place.lexicographicallyPrecedes($1.place) }
    requireEqual(ours, best?.offer, "the best of \(offers)")
}

private func examinePath(_ text: String) {
    let path = Latin1.text(text.utf8)
    let slow = [
        ("/loads", path == "/loads" ? [] : nil),
        ("/loads/{id}/rejects", path.wholeMatch(of: /\/loads\/([^\/]+)\/rejects/).map { [String($0.1)] }),
        ("/{a}/{b}", path.wholeMatch(of: /\/([^\/]+)\/([^\/]+)/).map { [String($0.1), String($0.2)] }),
    ]
    for (pattern, captures) in slow {
        let ours = PathPattern(pattern).captures(of: PathPattern.segments(of: text))
        requireEqual(ours, captures?.map(Latin1.decoded), "a path as \(pattern)")
    }
}

private func examineKey(_ text: String) {
    var expected: String?
    if let match = slowTrimmed(text).wholeMatch(of: /"((?:[!#-\[\]-~]|\\["\\])+)"|([!#-~][!-~]*)/.asciiOnly()) {
        expected = match.1.map { String($0.replacing(/\\(["\\])/) { $0.1 }) } ?? match.2.map(String.init)
    }
    requireEqual(IdempotencyKey(text)?.text, expected.flatMap { $0.count <= 255 ? $0 : nil }, "an Idempotency-Key")
}

private func examineCredentials(_ text: String) {
    var token: String?
    if case .token(let found) = Credentials([text]) { token = found.text }
    let match =
        text.utf8.count <= 4096 ? text.wholeMatch(of: /(?i:bearer)\x20+(wharf_([A-Za-z0-9_-]{48}))/.asciiOnly()) : nil
    let octets = match.map { sextets($0.2) }
    let check = octets.map { octets in octets.prefix(32).reduce(UInt8(0)) { $0 &* 31 &+ $1 } }
    let isToken = octets.map { $0.suffix(4).allSatisfy { $0 == check } } ?? false
    requireEqual(token, isToken ? match.map { String($0.1) } : nil, "a token")
    if case .token = Credentials([text, text]) { fatalError("two headers are taken for one") }
}

/// The octets of base64url, by their bits.
private func sextets(_ text: Substring) -> [UInt8] {
    let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")
    let bits = text.flatMap { character in
        let number = alphabet.firstIndex(of: character) ?? 0
        return (0..<6).map { UInt8(number >> (5 - $0) & 1) }
    }
    return stride(from: 0, to: bits.count, by: 8).map { bits[$0..<$0 + 8].reduce(0) { $0 << 1 | $1 } }
}

private func examineBoundary(_ text: String) {
    var expected: String?
    if let header = SlowParameters(Latin1.text(text.utf8)), header.value == "multipart/form-data",
        !" \t".contains(text.prefix(1))
    {
        expected = header["boundary"]?.wholeMatch(of: /[0-9A-Za-z'()+_,\-.\/:=?\x20]{0,69}[0-9A-Za-z'()+_,\-.\/:=?]/)
            .map { String($0.output) }
    }
    requireEqual(try? MultipartParser.boundary(fromContentType: text), expected, "a boundary")
}

private func examineMessage(_ text: String) {
    let message = text.forMessage
    require(message.count <= 81, "a message of \(message.count) characters")
    let isOneLine = message.unicodeScalars.allSatisfy {
        ![.control, .lineSeparator, .paragraphSeparator].contains($0.properties.generalCategory)
    }
    require(isOneLine, "a message of one line: \(message.debugDescription)")
    requireEqual(text.trimmed, slowTrimmed(text), "a text without blanks around it")
    requireEqual(text.mediaType, slowTrimmed(text.prefix { $0 != ";" }.lowercased()), "a media type")
}

private func slowTrimmed(_ text: some StringProtocol) -> String {
    var text = String(text)
    while text.first?.isWhitespace == true { text.removeFirst() }
    while text.last?.isWhitespace == true { text.removeLast() }
    return text
}

private func examineIdentifier(_ text: String) {
    let isOne = text.wholeMatch(of: /[0-9A-HJKMNP-TV-Za-hjkmnp-tv-z]{26}/.asciiOnly()) != nil
    requireEqual(LoadIdentifier(text)?.description, isOne ? text.uppercased() : nil, "an identifier")
}

/// A backup of a table of any name has files that are found again, in no other folder.
private func examineBackupName(_ text: String) {
    guard let id = LoadIdentifier("01ARZ3NDEKTSV4RRFFQ69G5FAV") else { fatalError("a ULID is one") }
    if !text.isEmpty {
        let name = BackupName(table: text, id: id)
        for file in [name.file, name.manifest, name.proof(id)] {
            requireEqual(BackupName.parse(file)?.name, name, "the backup that \(file) belongs to")
            require(file.utf8.count <= 255 && !file.contains("/") && file.first != ".", "a file's name: \(file)")
        }
    }
    guard let (name, part) = BackupName.parse(text) else { return }
    let file =
        switch part {
        case .rows: name.file
        case .manifest: name.manifest
        case .proof(let proof): name.proof(proof)
        }
    requireEqual(Array(file.utf8), Array(text.utf8), "the name that was read")
}

private func examineTag(_ text: String) {
    let tags = text.utf8.split(separator: UInt8(ascii: ",")).map { slowTrimmed(String(decoding: $0, as: UTF8.self)) }
    let ids = tags.compactMap {
        $0.wholeMatch(of: /(?:W\/)?"([0-9A-HJKMNP-TV-Z]{26})-json"/.asciiOnly()).map { String($0.1) }
    }
    requireEqual(EntityTag.refresh(in: text, form: "json")?.description, ids.first, "a refresh that is known")
}

extension Regex {
    /// Scalar by scalar, so that a letter with an accent of its own is no letter.
    fileprivate func asciiOnly() -> Regex { matchingSemantics(.unicodeScalar) }
}
