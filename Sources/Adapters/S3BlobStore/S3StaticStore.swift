import AWSClient
import Ports

/// Static files in a bucket, under the location's prefix (`operations.md` 5.7).
public struct S3StaticStore: StaticStore {
    private let bucket: S3Bucket
    /// Header of an object that says what an entity tag cannot say where the bucket encrypts.
    private static let digestHeader = "x-amz-meta-sha256"

    public init(_ bucket: S3Bucket) { self.bucket = bucket }

    public func published() async throws(BlobFailure) -> [PublishedAsset] {
        let location = bucket.settings.location
        // Without its slash, so that the listing can be asked for everywhere; neighbours such as `static-old` are left out here.
        let listed: [S3Bucket.Listed]
        do { listed = try await bucket.list(prefix: location) } catch { throw BlobFailure(error, of: nil) }
        let start = location.isEmpty ? "" : "\(location)/"
        return listed.compactMap { entry in
            // What ends in a slash is the mark of a folder that consoles make.
            guard entry.object.hasPrefix(start), !entry.object.hasSuffix("/") else { return nil }
            return PublishedAsset(
                path: String(entry.object.dropFirst(start.count)), size: entry.size, tag: entry.tag)
        }
    }

    public func holds(_ asset: StaticAsset, as published: PublishedAsset) async throws(BlobFailure) -> Bool {
        guard published.size == asset.bytes.count else { return false }
        if published.tag == ContentDigest.md5(asset.bytes) { return true }
        // Of objects in parts, or encrypted with a key of KMS, the tag is no digest of the content.
        do {
            let headers = try await bucket.head(object(asset.path.path))
            return headers?[Self.digestHeader] == ContentDigest.sha256(asset.bytes)
        } catch {
            throw BlobFailure(error, of: asset.path)
        }
    }

    public func publish(_ asset: StaticAsset) async throws(BlobFailure) {
        let headers = [
            (name: "content-type", value: asset.path.contentType),
            (name: "cache-control", value: "max-age=\(StaticAsset.maxAge)"),
            (name: Self.digestHeader, value: ContentDigest.sha256(asset.bytes)),
        ]
        do {
            try await bucket.put(object(asset.path.path), asset.bytes, headers: headers)
        } catch {
            throw BlobFailure(error, of: asset.path)
        }
    }

    public func withdraw(_ path: String) async throws(BlobFailure) {
        do { try await bucket.delete(object(path)) } catch { throw BlobFailure(error, of: nil) }
    }

    private func object(_ path: String) -> String { bucket.settings.object(path) }
}
