import HTTPTypes
import Hummingbird
import NIOCore
import Testing

@testable import Web

@Suite("Forms with a file, read as they come")
struct MultipartReaderTests {
    private static let head = "--XX\r\nContent-Disposition: form-data; name="
    private static let file = head + "\"f\"; filename=\"a b.tsv\"\r\nContent-Type: text/plain\r\n\r\n"

    private func events(_ body: [UInt8], cut: Int) throws -> [MultipartReader.Event] {
        var reader = MultipartReader(boundary: "XX")
        var events: [MultipartReader.Event] = []
        for start in stride(from: 0, to: body.count, by: cut) {
            for event in try reader.read(body[start..<min(start + cut, body.count)]) {
                // Pieces of a file are one text, wherever they were cut.
                if case .bytes(let new) = event, case .bytes(let old) = events.last {
                    events[events.count - 1] = .bytes(old + new)
                } else {
                    events.append(event)
                }
            }
        }
        return events
    }

    @Test("Fields and the file come whole, wherever the bytes are cut", arguments: [1, 2, 3, 5, 17, 64, 10_000])
    func pieces(cut: Int) throws {
        let content = "line\r\n--X\r\n\r\n--XY\r--XX\n"
        let body =
            Self.head + "\"a\"\r\n\r\none\r\n" + Self.head + "\"b\"\r\n\r\n\r\n" + Self.file + content
            + "\r\n--XX--\r\nrest"
        #expect(
            try events(Array(body.utf8), cut: cut) == [
                .field(.init(name: "a", value: Array("one".utf8))), .field(.init(name: "b", value: [])),
                .file(name: "f", fileName: "a b.tsv"), .bytes(Array(content.utf8)), .fileEnd, .end,
            ])
    }

    @Test("An empty file and one that nobody chose are told apart by their name only")
    func empty() throws {
        let body = Self.head + "\"f\"; filename=\"\"\r\n\r\n\r\n--XX--"
        #expect(try events(Array(body.utf8), cut: 9) == [.file(name: "f", fileName: ""), .fileEnd, .end])
    }

    @Test("What has another shape, and fields longer than those of any form, are refused")
    func broken() {
        for body in [
            "--XX\r\nno header\r\n\r\nv\r\n--XX--", "--XXno line end", "--XX\r\n\r\n\r\nv\r\n--XX--",
            "--XX\r\n" + String(repeating: "x", count: 9_000),
            Self.head + "\"a\"\r\n\r\n" + String(repeating: "x", count: 70_000) + "\r\n--XX--",
        ] {
            #expect(throws: MultipartReader.Fault.self) { try events(Array(body.utf8), cut: 1_000) }
        }
    }

    // MARK: The whole form

    private func upload(_ body: String, limit: Int, cut: Int = 7) -> Upload {
        let bytes = Array(body.utf8)
        let (stream, feed) = AsyncStream<ByteBuffer>.makeStream()
        for start in stride(from: 0, to: bytes.count, by: cut) {
            feed.yield(ByteBuffer(bytes: bytes[start..<min(start + cut, bytes.count)]))
        }
        feed.finish()
        return Upload(
            RequestBody(asyncSequence: stream), [.contentType: "multipart/form-data; boundary=XX"], limit: limit)
    }

    private func content(_ upload: Upload) async throws -> String {
        var bytes: [UInt8] = []
        while let piece = try await upload.next() { bytes += piece }
        return String(decoding: bytes, as: UTF8.self)
    }

    @Test("The fields are there before the file is; size and digest are those of the file")
    func whole() async throws {
        let body = Self.head + "\"a\"\r\n\r\none\r\n" + Self.file + "abc\r\n--XX--\r\n"
        let form = upload(body, limit: 3)
        let opened = try await form.opened()
        #expect(opened.form["a"] == "one")
        #expect(opened.file == Upload.File(field: "f", name: "a b.tsv"))
        #expect(try await content(form) == "abc")
        #expect(try await form.next() == nil)
        let digest = await form.digest()
        #expect(digest.size == 3)
        #expect(digest.sha256 == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    }

    @Test("O35: one byte more than may be is 413, which names the field")
    func tooLarge() async throws {
        let form = upload(Self.file + "abcd\r\n--XX--", limit: 3)
        let problem = await #expect(throws: HTTPProblem.self) { try await content(form) }
        #expect(problem?.status == .contentTooLarge)
        #expect(problem?.sentence.contains("“f”") == true)
        // Bytes before the first boundary count as well.
        let noise = upload(String(repeating: "x", count: Upload.overhead + 10), limit: 3, cut: 1_000)
        #expect(await #expect(throws: HTTPProblem.self) { try await noise.opened() }?.status == .contentTooLarge)
    }

    @Test(
        "A form that is cut short, has no boundary, or goes on after the file is refused",
        arguments: [file + "abc", "", head + "\"a\"\r\n\r\n1", file + "abc\r\n" + head + "\"late\"\r\n\r\n1\r\n--XX--"])
    func cut(body: String) async throws {
        let form = upload(body, limit: 100)
        let problem = await #expect(throws: HTTPProblem.self) { try await content(form) }
        #expect(problem?.status == .badRequest)
    }
}
