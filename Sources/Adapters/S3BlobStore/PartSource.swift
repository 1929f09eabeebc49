import Ports

/// Cuts what is to be uploaded into parts of one size. It is asked by one task at a time.
actor PartSource {
    private enum Origin {
        case bytes([UInt8])
        case pieces(BlobSource)
    }

    private let origin: Origin
    private var taken = 0
    private var rest: ArraySlice<UInt8> = []
    private var isEnded = false

    init(_ bytes: [UInt8]) { origin = .bytes(bytes) }

    init(_ pieces: BlobSource) { origin = .pieces(pieces) }

    /// Whether anything is left; to know it may mean to wait for the next piece.
    func hasMore() async throws -> Bool {
        switch origin {
        case .bytes(let bytes): return taken < bytes.count
        case .pieces(let source):
            while rest.isEmpty, !isEnded {
                if let piece = try await source.next() { rest = piece[...] } else { isEnded = true }
            }
            return !rest.isEmpty
        }
    }

    /// The next part: whole, but for the last one. Nil at the end.
    func next() async throws -> [UInt8]? {
        switch origin {
        case .bytes(let bytes):
            guard taken < bytes.count else { return nil }
            let part = Array(bytes[taken..<min(taken + S3Upload.partSize, bytes.count)])
            taken += part.count
            return part
        case .pieces:
            var part: [UInt8] = []
            part.reserveCapacity(S3Upload.partSize)
            while part.count < S3Upload.partSize, try await hasMore() {
                let piece = rest.prefix(S3Upload.partSize - part.count)
                part += piece
                rest = rest.dropFirst(piece.count)
            }
            return part.isEmpty ? nil : part
        }
    }
}
