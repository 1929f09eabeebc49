import Ports

/// Publishes the site's own files: those that changed, and only those. Files of earlier releases stay until they are cleared,
/// because pages of these are still shown while a release is rolled out (`operations.md` 5.7).
public struct CollectStatic: Sendable {
    private let assets: [StaticAsset]
    private let store: any StaticStore

    /// - Parameter assets: all files of this release.
    public init(_ assets: [StaticAsset], into store: any StaticStore) {
        self.assets = assets
        self.store = store
    }

    /// What is done to one file.
    public enum Event: Hashable, Sendable {
        case copied(String)
        case deleted(String)
        case failed(String, BlobFailure)
    }

    /// What was done, in files. Of a dry run: what would be done.
    public struct Report: Hashable, Sendable {
        public var copied = 0
        public var unmodified = 0
        public var deleted = 0
        public var failed = 0
    }

    /// Compares, publishes, and clears.
    ///
    /// A file that cannot be published does not keep the others back, but nothing is cleared then: what is there may be the
    /// last good state.
    /// - Parameters:
    ///   - isDryRun: only compare.
    ///   - clears: remove what does not belong to this release.
    ///   - report: is told each file that was touched.
    /// - Throws: when what is published cannot be found out.
    public func run(
        isDryRun: Bool = false, clears: Bool = false, report: (Event) -> Void = { _ in }
    ) async throws(BlobFailure) -> Report {
        let published = try await store.published()
        let known = Dictionary(published.map { ($0.path, $0) }, uniquingKeysWith: { _, last in last })
        var result = Report()
        for asset in assets {
            do throws(BlobFailure) {
                if let old = known[asset.path.path], try await store.holds(asset, as: old) {
                    result.unmodified += 1
                    continue
                }
                if !isDryRun { try await store.publish(asset) }
                result.copied += 1
                report(.copied(asset.path.path))
            } catch {
                result.failed += 1
                report(.failed(asset.path.path, error))
            }
        }
        guard clears, result.failed == 0 else { return result }
        let current = Set(assets.map(\.path.path))
        for path in known.keys.sorted() where !current.contains(path) {
            do throws(BlobFailure) {
                if !isDryRun { try await store.withdraw(path) }
                result.deleted += 1
                report(.deleted(path))
            } catch {
                result.failed += 1
                report(.failed(path, error))
            }
        }
        return result
    }
}
