import FoundationEssentials
import Testing

/// What a client got.
struct Answer {
    /// curl's exit status: 0 unless the transfer itself failed.
    var curlStatus: Int32 = 0
    /// 0 where there was no answer.
    var status = 0
    var headers: [(name: String, value: String)] = []
    var body: [UInt8] = []

    var text: String { String(decoding: body, as: UTF8.self) }

    /// The value of a header, in lower case, that occurs once.
    subscript(header: String) -> String? {
        let values = headers.filter { $0.name == header }
        return values.count == 1 ? values[0].value : nil
    }

    /// Takes status and headers of the last of several heads: before it may stand `100 Continue`.
    mutating func readHead(_ text: String) {
        for line in text.split(whereSeparator: \.isNewline) {
            if line.hasPrefix("HTTP/") {
                status = line.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
                headers = []
            } else if let colon = line.firstIndex(of: ":") {
                let value = line[line.index(after: colon)...].drop { $0 == " " }
                headers.append((line[..<colon].lowercased(), String(value)))
            }
        }
    }

    func json<Value: Decodable>(
        _ type: Value.Type = Value.self, sourceLocation: SourceLocation = #_sourceLocation
    ) throws -> Value {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        do {
            return try decoder.decode(type, from: Data(body))
        } catch {
            Issue.record(error, "status \(status): \(text.prefix(2000))", sourceLocation: sourceLocation)
            throw error
        }
    }
}
