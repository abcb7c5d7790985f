/// Finds out who asks and whether he may, from the headers alone: no byte of the body has been read by then.
struct Gatekeeper {
    /// What everybody may do. `WHARF_ANONYMOUS_SCOPES`
    let anonymousScopes: ScopeSet

    struct Admission {
        /// Whom to name in log and audit, also where he is not let in.
        let by: String
        let verdict: Result<Caller, Problem>
    }

    /// - Parameter tokens: called where a token must be looked up, which is each time: a token that was revoked is
    ///   refused from then on.
    /// - Throws: what `tokens` throws, or `MariaDBError`; then nobody knows who asks.
    func judge(_ credentials: Credentials, for scope: Scope, tokens: () throws -> TokenStore) throws -> Admission {
        switch credentials {
        case .none: return admit(.anonymous(anonymousScopes), for: scope)
        case .otherScheme:
            return refuse("Only bearer tokens are taken: Authorization: Bearer wharf_…", isInvalid: false)
        case .malformed: return refuse("What the Authorization header holds is not one token of this service.")
        case .token(let token):
            guard let record = try tokens().find(token) else { return refuse("There is no such token.") }
            return judge(record, for: scope)
        }
    }

    private func judge(_ record: TokenRecord, for scope: Scope) -> Admission {
        if let time = record.revokedAt { return refuse("The token was revoked at \(time).", by: record.name) }
        if record.isExpired, let time = record.expiresAt {
            return refuse("The token expired at \(time).", by: record.name)
        }
        let scopes = record.scopes.union(anonymousScopes)
        return admit(Caller(name: record.name, tokenID: record.id, scopes: scopes), for: scope)
    }

    private func admit(_ caller: Caller, for scope: Scope) -> Admission {
        if caller.scopes.allows(scope) { return Admission(by: caller.name, verdict: .success(caller)) }
        if caller.tokenID == nil {
            return refuse(
                "This needs a token with the scope '\(scope)': Authorization: Bearer wharf_…", isInvalid: false)
        }
        return Admission(by: caller.name, verdict: .failure(.missingScope(scope)))
    }

    private func refuse(_ detail: String, isInvalid: Bool = true, by name: String = Caller.anonymousName) -> Admission {
        Admission(by: name, verdict: .failure(.unauthorized(detail, isTokenInvalid: isInvalid)))
    }
}

extension Problem {
    /// The challenge of RFC 6750 §3; without a token "the resource server SHOULD NOT include an error code".
    static func unauthorized(_ detail: String, isTokenInvalid: Bool) -> Problem {
        var problem = Problem(.unauthorized, detail)
        let error = isTokenInvalid ? ", error=\"invalid_token\"" : ""
        problem.headers = [("WWW-Authenticate", "Bearer realm=\"wharf\"" + error)]
        return problem
    }

    static func missingScope(_ scope: Scope) -> Problem {
        var problem = Problem(.forbidden, "The token lacks the scope '\(scope)'.")
        problem.headers = [
            ("WWW-Authenticate", "Bearer realm=\"wharf\", error=\"insufficient_scope\", scope=\"\(scope)\"")
        ]
        return problem
    }
}
