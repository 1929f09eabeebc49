import Ports
import Testing

@Suite("Keys of blobs")
struct BlobKeyTests {
    @Test(
        "what could lead elsewhere is no key",
        arguments: [
            "", "/", "/a", "a/", "a//b", ".", "..", "../a", "a/../b", "a/./b", "a\\b", "a\u{0}b", "a\nb", "a\u{7F}",
            String(repeating: "k", count: 256), String(repeating: "é", count: 128),
        ])
    func invalid(path: String) { #expect(BlobKey(path) == nil) }

    @Test(
        "operations.md 5.5: a mark goes before the extension",
        arguments: [
            ("panels/list.tsv", "panels/list_m.tsv"), ("genes/genes.json.gz", "genes/genes.json_m.gz"),
            ("list", "list_m"), ("a.b/list", "a.b/list_m"), ("files/.hidden", "files/.hidden_m"),
            ("a.no extension but a sentence", "a.no extension but a sentence_m"),
        ])
    func marked(path: String, expected: String) throws {
        #expect(try blobKey(path).marked("m")?.path == expected)
    }

    @Test("a long name loses its end for the mark, by whole characters; without room there is none")
    func markedLong() throws {
        let long = try blobKey("f/" + String(repeating: "é", count: 124) + ".tsv")
        let tight = try blobKey(String(repeating: "f", count: 252) + "/ab")

        let marked = try #require(long.marked("1234567"))

        #expect(marked.path.utf8.count <= 255)
        #expect(marked.path.hasSuffix("é_1234567.tsv"))
        #expect(tight.marked("1234567") == nil)
    }

    @Test(
        "operations.md 5.3: the content type follows the extension",
        arguments: [
            ("a.css", "text/css"), ("a.JPG", "image/jpeg"), ("a.svg", "image/svg+xml"),
            ("a.ico", "image/vnd.microsoft.icon"), ("a/list.tsv", "text/tab-separated-values"),
            ("a.md", "text/markdown"), ("a.map", "application/json"), ("a.exe", "application/octet-stream"),
            ("png", "application/octet-stream"), ("a.png/b", "application/octet-stream"),
        ])
    func contentType(path: String, type: String) throws { #expect(try blobKey(path).contentType == type) }
}
