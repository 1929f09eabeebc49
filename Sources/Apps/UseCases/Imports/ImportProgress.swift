/// How far an import is. Importers tell it to a closure; what becomes of it is the face's business.
public struct ImportProgress: Hashable, Sendable {
    /// What is counted, such as `panels`.
    public var what: String
    public var done: Int
    /// Nil when it is not known.
    public var total: Int?

    public init(_ what: String, done: Int, total: Int?) {
        self.what = what
        self.done = done
        self.total = total
    }
}

public typealias ProgressHandler = @Sendable (ImportProgress) -> Void
