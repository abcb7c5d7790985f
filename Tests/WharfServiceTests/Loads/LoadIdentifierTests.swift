import Testing

@testable import WharfService

struct LoadIdentifierTests {
    @Test func identifier_IsRead_InEitherCase() {
        let id = LoadIdentifier()
        #expect(LoadIdentifier(id.description) == id)
        #expect(LoadIdentifier(id.description.lowercased()) == id)
    }

    @Test func identifiers_AreGreaterThanThoseBefore() {
        let ids = (0..<10_000).map { _ in LoadIdentifier() }
        #expect(zip(ids, ids.dropFirst()).allSatisfy(<))
    }

    /// "ß" has "SS" for its upper case, "ﬆ" "ST" and "ſ" "S".
    @Test(arguments: [
        "", "01M82J6FHGGN09MSDH3CN22QV", "01M82J6FHGGN09MSDH3CN22QVEE", "01M82J6FHGGN09MSDH3CN22QVU",
        "01M82J6FHGGN09MSDH3CN22Qß", "01M82J6FHGGN09MSDH3CN22Qﬆ", "01M82J6FHGGN09MSDH3CN22QVſ",
        "01M82J6FHGGN09MSDH3CN22QV\u{0}",
    ])
    func text_IsNoIdentifier(_ text: String) { #expect(LoadIdentifier(text) == nil) }
}
