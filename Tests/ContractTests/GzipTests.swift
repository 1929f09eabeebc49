import Compression
import Testing

@Suite("Gzip")
struct GzipTests {
    private static let samples: [[UInt8]] = [
        [], [0], Array("panel".utf8), [UInt8](repeating: 7, count: 1_000_000),
        (0..<300_000).map { UInt8(truncatingIfNeeded: ($0 &* 2_654_435_761) >> 13) },
    ]

    @Test("What is compressed comes back, at every level", arguments: [-1, 0, 1, 6, 9, 99])
    func roundTrip(level: Int) throws {
        for sample in Self.samples {
            #expect(try Gzip.decompress(Gzip.compress(sample, level: level)) == sample)
        }
    }

    @Test("The same input gives the same bytes, with the mark of gzip")
    func stable() {
        let first = Gzip.compress(Self.samples[2])

        #expect(first == Gzip.compress(Self.samples[2]))
        #expect(Gzip.isGzip(first))
        #expect(!Gzip.isGzip(Array("{}".utf8)))
    }

    @Test("Several members on end are one text")
    func members() throws {
        let joined = Gzip.compress(Array("ab".utf8)) + Gzip.compress([]) + Gzip.compress(Array("cd".utf8))

        #expect(try Gzip.decompress(joined) == Array("abcd".utf8))
    }

    @Test("A stream cut anywhere gives the same", arguments: [1, 7, 4096, 70_000])
    func streaming(size: Int) throws {
        for sample in Self.samples {
            let compressed = Gzip.compress(sample, level: 1)
            let decompressor = try GzipDecompressor()
            var result: [UInt8] = []

            for start in stride(from: 0, to: compressed.count, by: size) {
                let piece = Array(compressed[start..<min(start + size, compressed.count)])
                try decompressor.append(piece) { result.append(contentsOf: $0) }
            }
            try decompressor.finish()

            #expect(result == sample)
        }
    }

    @Test("Broken input is told with its place")
    func broken() {
        let whole = Gzip.compress(Array("a panel of genes".utf8))
        var wrongSum = whole
        wrongSum[whole.count - 8] ^= 1
        let cases: [([UInt8], GzipError)] = [
            ([], GzipError(reason: .truncated, position: 0)),
            (Array("{\"a\":1}".utf8), GzipError(reason: .notGzip, position: 2)),
            (Array(whole.dropLast(3)), GzipError(reason: .truncated, position: whole.count - 3)),
            (wrongSum, GzipError(reason: .damaged("incorrect data check"), position: whole.count - 4)),
            (whole + [1, 2, 3], GzipError(reason: .notGzip, position: whole.count + 2)),
        ]

        for (bytes, error) in cases {
            #expect(throws: error) { try Gzip.decompress(bytes) }
        }
    }

    @Test("A small file that grows beyond the limit is refused")
    func limit() throws {
        let bomb = Gzip.compress([UInt8](repeating: 0, count: 10_000_000), level: 9)

        #expect(bomb.count < 20_000)
        #expect(throws: GzipError.self) { try Gzip.decompress(bomb, limit: 1_000_000) }
        #expect(try Gzip.decompress(bomb, limit: 10_000_000).count == 10_000_000)
    }
}
