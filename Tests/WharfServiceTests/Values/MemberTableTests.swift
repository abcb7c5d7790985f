import Testing

@testable import WharfService

struct MemberTableTests {
    static let colour = ColumnType.enumeration(members: ["red", "Green", "deep blue", "ñ", "1"])
    static let tags = ColumnType.set(members: ["a", "b", "a b", "ñ"])
    static let cases: [FieldCase] = [
        FieldCase("red", colour, "red"), FieldCase("deep blue", colour, "deep blue"), FieldCase("ñ", colour, "ñ"),
        FieldCase("green", colour, .notAMember), FieldCase("red ", colour, .notAMember),
        FieldCase("2", colour, .notAMember),
        FieldCase("1", colour, "1"), FieldCase("re", colour, .notAMember), FieldCase("a", tags, "a"),
        FieldCase("b,a", tags, "a,b"), FieldCase("ñ,a b,a,ñ,a", tags, "a,a b,ñ"), FieldCase("a,", tags, .notAMember),
        FieldCase(",a", tags, .notAMember), FieldCase("a,,b", tags, .notAMember), FieldCase("a, b", tags, .notAMember),
        FieldCase("a;b", tags, .notAMember), FieldCase(",", tags, .notAMember), FieldCase("", tags, .null).nullable(),
    ]

    @Test(arguments: cases)
    func member_IsJudged(_ field: FieldCase) { field.run() }

    @Test
    func everyMember_IsFound_InLargeDefinitions() {
        let members = (0..<2000).map { "member \($0 * 7919 % 100_003)" }
        let table = MemberTable(members)
        for (index, member) in members.enumerated() {
            #expect(Array(member.utf8).withUnsafeBytes { table.index(of: $0) } == index)
        }
        #expect(Array("member x".utf8).withUnsafeBytes { table.index(of: $0) } == nil)
    }

    @Test
    func set_HoldsSixtyFourMembers() {
        let members = (0..<64).map { "m\($0)" }
        let text = members.reversed().joined(separator: ",")
        FieldCase(text, .set(members: members), members.joined(separator: ",")).run()
    }
}
