import Domain

/// Checks what a gate in front of this program, such as a load balancer that people sign in at, says of a visitor.
public protocol Gate: Sendable {
    /// Who signed in there.
    ///
    /// - Parameters:
    ///   - token: what the gate signed.
    ///   - subject: whom the gate names beside it.
    /// - Throws: when any of it is not to be believed.
    func identity(of token: String, subject: String) async throws(GateRefusal) -> GateIdentity
}

/// A person as the gate knows them. The address is theirs: somebody has verified it.
public struct GateIdentity: Hashable, Sendable {
    public var email: String
    public var firstName: String
    public var lastName: String

    public init(email: String, firstName: String = "", lastName: String = "") {
        self.email = email
        self.firstName = firstName
        self.lastName = lastName
    }
}

/// Why what a gate says is not believed. The reason names no person and repeats nothing that was sent.
public struct GateRefusal: Error, Hashable, Sendable {
    public var reason: String

    public init(_ reason: String) { self.reason = reason }
}
