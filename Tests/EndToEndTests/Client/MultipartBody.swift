/// A multipart/form-data body, byte by byte: for requests that curl does not make.
struct MultipartBody {
    static let boundary = "wharf-boundary-7d1f"
    static let contentType = "Content-Type: multipart/form-data; boundary=\(boundary)"

    var bytes: [UInt8] = []

    init(_ parts: [Part]) {
        for part in parts {
            begin(part.name, fileName: part.isFile ? "\(part.name).csv" : nil)
            bytes += part.content
        }
        bytes += Array("\r\n--\(Self.boundary)--\r\n".utf8)
    }

    private mutating func begin(_ name: String, fileName: String?) {
        let lineEnd = bytes.isEmpty ? "" : "\r\n"
        let file = fileName.map { "; filename=\"\($0)\"" } ?? ""
        bytes += Array(
            "\(lineEnd)--\(Self.boundary)\r\nContent-Disposition: form-data; name=\"\(name)\"\(file)\r\n\r\n".utf8)
    }
}

extension Stack {
    /// The bytes as `gzip` packs them.
    func gzip(_ bytes: [UInt8]) throws -> [UInt8] {
        let output = scratchPath("gz")
        try ChildProcess(["gzip", "--stdout"], input: try scratch("plain", bytes), output: output).wait()
        return try readFile(output)
    }
}
