import Foundation
import Glibc
import Logging
import Testing

@testable import WharfService

struct LogLineTests {
    private func line(_ message: String, _ metadata: Logger.Metadata, asJSON: Bool = true) -> String {
        let line = LogLine(
            time: "2026-01-31T23:59:59.000001Z", level: .info, message: message, metadata: metadata)
        return String(decoding: line.bytes(asJSON: asJSON), as: UTF8.self)
    }

    @Test func json_KeepsTypesAndNames() {
        let text = line(
            "request",
            [
                "status": .stringConvertible(200), "request_id": "r", "load_ids": ["a", "b"], "path": "/x",
                "is_dry": .stringConvertible(true), "time": "mine", "more": ["k": "v"],
            ])
        #expect(
            text == """
                {"time":"2026-01-31T23:59:59.000001Z","level":"info","message":"request","is_dry":true,\
                "load_ids":["a","b"],"more":{"k":"v"},"path":"/x","request_id":"r","status":200,"time_":"mine"}

                """)
    }

    @Test(
        arguments: [
            "\"", "\\", "\n", "\r\n", "\t", "\u{0}", "\u{1F}", "\u{7F}", "\u{85}", "\u{2028}", "ä€😀", "a\u{301}", "",
            "{\"level\":\"x\"}", "\\u0041",
        ])
    func anyText_IsOneLineOfJSON_AndComesBack(_ text: String) throws {
        let written = line(text, ["key \(text)": .string(text), "list": [.string(text)]])
        #expect(written.utf8.count { $0 == UInt8(ascii: "\n") } == 1)
        #expect(written.hasSuffix("}\n"))
        let object = try #require(JSONSerialization.jsonObject(with: Data(written.utf8)) as? [String: Any])
        #expect(object["message"] as? String == text)
        #expect(object["key \(text)"] as? String == text)
        #expect(object["list"] as? [String] == [text])
    }

    @Test func longText_IsCut() {
        #expect(line(String(repeating: "x", count: 100_000), [:]).utf8.count < 5000)
    }

    @Test func text_IsForPeople_AndNoTerminalObeysIt() {
        let facts: Logger.Metadata = ["a": "plain", "b": "two words", "c": "", "d": .stringConvertible(3)]
        #expect(
            line("request", facts, asJSON: false)
                == "2026-01-31T23:59:59.000001Z info request a=plain b=\"two words\" c=\"\" d=3\n")
        let hostile = line("x\u{1B}[2J\n\u{9B}", ["k": "\u{1B}]0;\n\u{7F}"], asJSON: false)
        #expect(
            hostile.unicodeScalars.allSatisfy { $0 == "\n" || $0.value >= 0x20 && !(0x7F...0x9F).contains($0.value) })
        #expect(hostile.count { $0 == "\n" } == 1)
    }
}

struct LogOutputTests {
    private func lines(_ form: LogForm, _ body: (LogOutput, Logger) -> Void) throws -> [String] {
        var ends: [Int32] = [0, 0]
        try #require(pipe(&ends) == 0)
        let output = LogOutput(form, from: .info, descriptor: ends[1])
        body(output, Logger(label: "test") { _ in output.makeHandler() })
        close(ends[1])
        let text = String(
            decoding: FileHandle(fileDescriptor: ends[0], closeOnDealloc: true).readDataToEndOfFile(), as: UTF8.self)
        return text.split(separator: "\n").map(String.init)
    }

    @Test func level_ChangesForAllLoggers() throws {
        let written = try lines(.json) { output, logger in
            logger.debug("one")
            output.level = .debug
            logger.debug("two")
            output.level = .error
            logger.warning("three")
        }
        #expect(written.count == 1)
        #expect(written.first?.contains("\"two\"") == true)
    }

    @Test func factsOfTheLogger_AreInEachLine_AndAPipeIsNoTerminal() throws {
        let written = try lines(.auto) { _, logger in
            var logger = logger
            logger[metadataKey: "request_id"] = "r1"
            logger.notice("hello", metadata: ["a": "1"])
        }
        #expect(written.first?.hasPrefix("{\"time\":\"20") == true)
        #expect(
            written.first?.hasSuffix("\"level\":\"notice\",\"message\":\"hello\",\"a\":\"1\",\"request_id\":\"r1\"}")
                == true)
    }

    @Test func error_HasItsChain() throws {
        let cause = SpoolError(operation: "write", code: ENOSPC, path: "/spool")
        let middle = Problem(.spoolFull, "The disk is full.", cause: cause)
        let text = "\(Logger.MetadataValue.chain(of: Problem(.internalError, "Failed.", cause: middle)))"
        #expect(
            text == "internal-error: Failed.; caused by: spool-full: The disk is full.; caused by: "
                + "write /spool: No space left on device")
    }
}
