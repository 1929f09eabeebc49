import Domain

/// A file of base genes in the form of the original's fixture (`accounts-jobs-files.md 11`).
public protocol GeneFile: Sendable {
    /// Reads the whole file; `progress` gets the bytes read so far and the file's size. Throws `FileFault` at the first
    /// record that is not as it should be.
    func genes(progress: @Sendable (Int, Int?) -> Void) async throws -> [Gene]
}

/// What is wrong with a file, and where.
public struct FileFault: Error, Hashable, Sendable, CustomStringConvertible {
    public var file: String
    /// Line and column, both counted from 1; nil where the file as a whole is meant.
    public var line: Int?
    public var column: Int?
    public var reason: String

    public init(file: String, line: Int? = nil, column: Int? = nil, reason: String) {
        self.file = file
        self.line = line
        self.column = column
        self.reason = reason
    }

    public var description: String {
        switch (line, column) {
        case (let line?, let column?): "\(file), line \(line), column \(column): \(reason)"
        default: "\(file): \(reason)"
        }
    }
}
