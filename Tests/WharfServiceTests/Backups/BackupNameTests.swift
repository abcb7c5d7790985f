import Testing

@testable import WharfService

struct BackupNameTests {
    private let id = LoadIdentifier("01M82J6FHGGN09MSDH3CN22QVE")!
    private let proof = LoadIdentifier("01M82J6FHGGN09MSDH3CN22QVF")!

    @Test(
        arguments: [
            ("jobs", "jobs"), ("hired_employees", "hired_employees"), ("A-z_09", "A-z_09"), ("a.b", "a%2Eb"),
            ("größe", "gr%C3%B6%C3%9Fe"), ("a/../b", "a%2F%2E%2E%2Fb"), ("%", "%25"), ("a\nb", "a%0Ab"), ("~", "%7E"),
        ])
    func name_SaysTableAndIdentifier(_ table: String, _ stem: String) throws {
        let name = BackupName(table: table, id: id)
        #expect(name.file == "\(stem).\(id).avro")
        #expect(name.manifest == "\(stem).\(id).avro.json")
        #expect(name.proof(proof) == "\(stem).\(id).\(proof).proof.json")
        let parts: [(String, BackupName.Part)] = [
            (name.file, .rows), (name.manifest, .manifest), (name.proof(proof), .proof(proof)),
        ]
        for (fileName, part) in parts {
            let parsed = try #require(BackupName.parse(fileName))
            #expect(parsed.name == name)
            #expect(parsed.part == part)
        }
    }

    @Test func longNames_StayApart_InNamesThatAFileMayHave() {
        let tables = ["語", "題", "", "x"].map { String(repeating: "語", count: 63) + $0 }
        let names = tables.map { BackupName(table: $0, id: id) }
        #expect(Set(names).count == tables.count)
        #expect(names.allSatisfy { $0.proof(proof).utf8.count <= 255 })
        #expect(names.allSatisfy { BackupName.parse($0.manifest)?.name == $0 })
    }

    @Test(
        arguments: [
            "", ".", "jobs", "jobs.avro", "jobs.01M82J6FHGGN09MSDH3CN22QVE", ".01M82J6FHGGN09MSDH3CN22QVE.avro",
            "jobs.01M82J6FHGGN09MSDH3CN22QV.avro", "jobs.01m82j6fhggn09msdh3cn22qve.avro",
            "jobs.01M82J6FHGGN09MSDH3CN22QVE.avro.json.tmp", "jobs.01M82J6FHGGN09MSDH3CN22QVE.avro.JSON",
            "jobs.01M82J6FHGGN09MSDH3CN22QVE.proof.json", "a.b.01M82J6FHGGN09MSDH3CN22QVE.avro",
            "jobs.01M82J6FHGGN09MSDH3CN22QVE.01M82J6FHGGN09MSDH3CN22QVF.proof", "incoming",
        ])
    func otherNames_AreNoBackups(_ fileName: String) {
        #expect(BackupName.parse(fileName) == nil)
    }

    @Test func identifier_KnowsItsTime() throws {
        #expect(try LoadIdentifier(atSeconds: present).milliseconds == present * 1000)
        let made = LoadIdentifier()
        #expect(Timestamp.at(seconds: made.milliseconds / 1000).prefix(16) == Timestamp.now().prefix(16))
    }
}
