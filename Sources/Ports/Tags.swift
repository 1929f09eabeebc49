/// A tag with the number that selection boxes and old scripts name it by.
public struct Tag: Hashable, Sendable {
    public var id: Int
    public var name: String

    public init(id: Int, name: String) {
        self.id = id
        self.name = name
    }
}

/// Adds words to the vocabulary.
public protocol TagStore: Sendable {
    /// The tag of exactly this name, made where there is none.
    func tag(named name: String) async throws -> Tag
}
