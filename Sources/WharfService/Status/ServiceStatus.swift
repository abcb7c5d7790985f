import FastCGI
internal import FoundationEssentials

/// Whether somebody answers at the socket that nginx connects to.
struct ServiceStatus: Encodable {
    let socket: String
    let isUp: Bool
    /// Of the service that answered.
    let version: String?
    /// Why it counts as down.
    let trouble: String?

    private enum CodingKeys: String, CodingKey {
        case socket, version, trouble
        case isUp = "up"
    }

    private static let timeoutSeconds = 5

    init(socket: String) {
        self.socket = socket
        do throws(FastCGIError) {
            let answer = try FastCGIClient(path: socket, timeoutSeconds: Self.timeoutSeconds).get("/healthz")
            version = Self.version(in: answer)
            isUp = version != nil
            trouble = isUp ? nil : "what answers at \(socket) is no Wharf, or an older one"
        } catch {
            (version, isUp) = (nil, false)
            trouble =
                error.code == .timeout
                ? "no answer within \(Self.timeoutSeconds) seconds at \(socket)" : "\(socket): \(error.message)"
        }
    }

    var line: String { isUp ? "up, version \(version ?? ""), at \(socket)" : "DOWN: \(trouble ?? "")" }

    private struct Health: Decodable {
        let version: String
    }

    private static func version(in answer: [UInt8]) -> String? {
        let blank = Array("\r\n\r\n".utf8)
        guard let end = answer.firstRange(of: blank) else { return nil }
        return try? JSONDecoder().decode(Health.self, from: Data(answer[end.upperBound...])).version
    }
}
