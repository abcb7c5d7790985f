import Testing

@testable import WharfService

struct EnvironmentFileTests {
    /// Text of the file; the assignments in it, as `NAME=VALUE` with `|` between.
    @Test(
        arguments: [
            ("", ""), ("# nothing\n; nor here\n\n  \t\n", ""), ("A=1", "A=1"), ("A=1\nB=2\n", "A=1|B=2"),
            ("A=1\r\nB=2\r\n", "A=1|B=2"), ("  A = 1 2 \t\n", "A=1 2"), ("A=\nB= \n", "A=|B="),
            ("A=x#y\nB=x # y\n", "A=x#y|B=x # y"), ("A='# \" \\ $x '\n", "A=# \" \\ $x "),
            ("A=\"a\\\"b\\\\c\\$d\\`e\\n\"\n", "A=a\"b\\c$d`e\\n"), ("A=\"x\" 'y'z\n", "A=xyz"),
            ("A=a\\ \\b\\\n c\n", "A=a b c"), ("A=\"one\\\ntwo\nthree\"\nB=4\n", "A=onetwo\nthree|B=4"),
            ("A=a'b'\n", "A=a'b'"), ("A=1\nA=2\n", "A=1|A=2"), ("A=b=c\n", "A=b=c"), ("_a9=ä\n", "_a9=ä"),
        ])
    func lines_AreReadAsSystemdReadsThem(_ text: String, _ expected: String) throws {
        let lines = try EnvironmentFile(Array(text.utf8)).lines
        #expect(lines.map { "\($0.name)=\($0.value)" }.joined(separator: "|") == expected)
    }

    @Test func line_KnowsItsNumber() throws {
        let lines = try EnvironmentFile(Array("# one\nA=\"2\n3\"\n\nB=5\\\n6\nC=7".utf8)).lines
        #expect(lines.map(\.number) == [2, 5, 7])
    }

    @Test(
        arguments: [
            ("A=1\nnothing\n", 2), ("A", 1), ("=x\n", 1), ("export A=1\n", 1), ("9A=1\n", 1), ("A-B=1\n", 1),
            ("\n\nA=\"open\nB=1\n", 3), ("A='open", 1), ("# on \\\nA=1\n", 1),
        ])
    func lineThatIsNone_IsAnError_WithItsNumber(_ text: String, _ line: Int) {
        let error = #expect(throws: EnvironmentFileError.self) { try EnvironmentFile(Array(text.utf8)) }
        #expect(error?.line == line)
        #expect(error?.reason.contains("open") == false)
    }

    @Test(arguments: [[0x41, 0x3D, 0xFF], [0x41, 0x3D, 0x00]] as [[UInt8]])
    func bytesThatAreNoText_AreAnError(_ bytes: [UInt8]) {
        #expect(throws: EnvironmentFileError.self) { try EnvironmentFile(bytes) }
    }
}
