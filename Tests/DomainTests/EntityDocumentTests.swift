import Domain
import Foundation
import TestSupport
import Testing

@Suite("Entity documents (api.md 5.3-5.6)")
struct EntityDocumentTests {
    private let geneData = #"{"alias":[],"gene_symbol":"ABC1","ensembl_genes":{}}"#
    private let owner = JSONText(unchecked: Array(#"{"id":7}"#.utf8))

    private func sample(_ specifics: Entity.Specifics) throws -> Entity {
        Entity(
            name: "ABC1", geneData: try JSONText(geneData), confidence: .green, penetrance: "Complete",
            modeOfPathogenicity: "Other", publications: EntityDocument.cleaned(["123", " 456 ", ""]),
            evidence: ["Literature", "Literature"],
            phenotypes: nil, modeOfInheritance: "Unknown", tags: ["b", "a"], specifics: specifics)
    }

    private func text(_ entity: Entity, panel: JSONText? = nil) -> String {
        var json = JSONWriter()
        json.entity(EntityDocument(entity), panel: panel)
        return String(decoding: json.bytes, as: UTF8.self)
    }

    @Test("api.md 5.3: a gene's keys in order, lists cleaned, null staying null")
    func gene() throws {
        #expect(
            try text(sample(.gene(transcript: ["NM_1"])))
                == #"{"gene_data":\#(geneData),"entity_type":"gene","entity_name":"ABC1","confidence_level":"3","#
                + #""penetrance":"Complete","mode_of_pathogenicity":"Other","publications":["123","456"],"#
                + #""evidence":["Literature","Literature"],"phenotypes":null,"mode_of_inheritance":"Unknown","#
                + #""tags":["b","a"],"transcript":["NM_1"]}"#)
    }

    @Test("api.md 5.4: an STR's keys in order, without mode of pathogenicity")
    func str() throws {
        let facts = ShortTandemRepeat(
            repeatedSequence: "CAG", chromosome: "4", grch37: nil, grch38: Coordinates(start: 1, end: 2),
            normalRepeats: 26, pathogenicRepeats: 40)

        #expect(
            try text(sample(.str(facts)))
                == #"{"gene_data":\#(geneData),"entity_type":"str","entity_name":"ABC1","confidence_level":"3","#
                + #""penetrance":"Complete","publications":["123","456"],"evidence":["Literature","Literature"],"#
                + #""phenotypes":null,"mode_of_inheritance":"Unknown","repeated_sequence":"CAG","chromosome":"4","#
                + #""grch37_coordinates":null,"grch38_coordinates":[1,2],"normal_repeats":26,"pathogenic_repeats":40,"#
                + #""tags":["b","a"]}"#)
    }

    @Test("api.md 5.5: a region's keys in order, scores as strings")
    func region() throws {
        let facts = GenomicRegion(
            verboseName: "A region", chromosome: "X", grch37: nil, grch38: nil, haploinsufficiencyScore: "3",
            triplosensitivityScore: "", requiredOverlapPercentage: 60, typeOfVariants: "cnv_loss")

        #expect(
            try text(sample(.region(facts)))
                == #"{"gene_data":\#(geneData),"entity_type":"region","entity_name":"ABC1","verbose_name":"A region","#
                + #""confidence_level":"3","penetrance":"Complete","mode_of_pathogenicity":"Other","#
                + #""haploinsufficiency_score":"3","triplosensitivity_score":"","required_overlap_percentage":60,"#
                + #""type_of_variants":"cnv_loss","publications":["123","456"],"evidence":["Literature","Literature"],"#
                + #""phenotypes":null,"mode_of_inheritance":"Unknown","chromosome":"X","grch37_coordinates":null,"#
                + #""grch38_coordinates":null,"tags":["b","a"]}"#)
    }

    @Test("api.md 5: published lists are written as they are, also the empty items that live services show")
    func verbatim() throws {
        var entity = try sample(.gene(transcript: nil))

        entity.publications = EntityDocument.cleaned(["", " \n", "\u{A0}1 2 "])

        #expect(entity.publications == ["", "1 2"])
        #expect(text(entity).contains(#""publications":["","1 2"]"#))
        #expect(try Entity(document: EntityDocument(entity).bytes) == entity)
    }

    @Test("api.md 5.3: the owning panel stands before transcript in a gene")
    func panelInGene() throws {
        let text = try text(sample(.gene(transcript: nil)), panel: owner)

        #expect(text.hasSuffix(#""tags":["b","a"],"panel":{"id":7},"transcript":null}"#))
    }

    @Test("api.md 5.4, 5.5: the owning panel stands last in an STR or region")
    func panelElsewhere() throws {
        let facts = ShortTandemRepeat(
            repeatedSequence: "CAG", chromosome: "4", grch37: nil, grch38: nil, normalRepeats: 1, pathogenicRepeats: 2)

        #expect(try text(sample(.str(facts)), panel: owner).hasSuffix(#""tags":["b","a"],"panel":{"id":7}}"#))
    }

    @Test("Reading: any key order, unknown keys passed over, missing ones null, the owner reported")
    func reading() throws {
        var scanner = JSONScanner(Array(#"{"new":[1],"panel":{"id":7},"entity_name":"A","entity_type":"gene"}"#.utf8))
        var panel: [UInt8] = []

        let entity = try Entity(reading: &scanner) { panel = Array($0) }

        #expect(entity.name == "A")
        #expect(entity.confidence == nil)
        #expect(entity.publications == nil)
        #expect(panel == owner.bytes)
    }

    @Test("Reading: an old level stays as it is, as string or number", arguments: [#""4""#, "4"])
    func oldLevel(value: String) throws {
        let text = #"{"entity_type":"gene","entity_name":"A","confidence_level":\#(value)}"#

        #expect(try Entity(document: Array(text.utf8)).confidence?.rawValue == 4)
    }

    @Test(
        "Reading: what makes no entity is refused, and says what is wrong",
        arguments: [
            (#"{"entity_name":"A"}"#, "entity_type"), (#"{"entity_type":"cat","entity_name":"A"}"#, "entity_type"),
            (#"{"entity_type":"gene"}"#, "entity_name"),
            (#"{"entity_type":"gene","entity_name":"A","confidence_level":"high"}"#, "confidence_level"),
            (#"{"entity_type":"str","entity_name":"A","grch37_coordinates":[1]}"#, "coordinates"),
            (#"{"entity_type":"gene","entity_name":7}"#, "string"), ("[]", "'{'"),
        ])
    func refused(text: String, reason: String) {
        do throws(JSONError) {
            _ = try Entity(document: Array(text.utf8))
            Issue.record("\(text) was read")
        } catch {
            #expect(error.reason.contains(reason))
        }
    }
}

@Suite(
    "Entity documents of a live service",
    .enabled(if: SharedData.has("data/panels-uk/panels"), "\(sharedDataAbsent)"))
struct LiveEntityTests {
    @Test("Every entity of every real panel reads, writes and reads back value for value")
    func everyEntity() throws {
        var count = 0
        for file in try SharedData.files(in: "data/panels-uk/panels", ending: ".json") {
            for bytes in try entities(of: [UInt8](try Data(contentsOf: file))) {
                var owner: JSONText?
                var scanner = JSONScanner(bytes)
                let entity = try Entity(reading: &scanner) { owner = JSONText(unchecked: Array($0)) }
                let document = EntityDocument(entity)
                var json = JSONWriter()
                json.entity(document, panel: owner)

                // Equal bytes say it at once; the other way costs seconds.
                let isSame = try json.bytes == bytes || tree(json.bytes) == tree(bytes)
                #expect(isSame, "\(file.lastPathComponent) \(entity.name)")
                let again = try Entity(document: document.bytes)
                #expect(again == entity)
                count += 1
            }
        }
        #expect(count > 7_000)
    }

    private func tree(_ bytes: [UInt8]) throws -> NSDictionary? {
        try JSONSerialization.jsonObject(with: Data(bytes)) as? NSDictionary
    }

    private func entities(of panel: [UInt8]) throws -> [[UInt8]] {
        var scanner = JSONScanner(panel)
        var found: [[UInt8]] = []
        try scanner.object { (key, scanner) throws(JSONError) in
            guard ["genes", "strs", "regions"].contains(key) else {
                _ = try scanner.skipValue()
                return
            }
            try scanner.array { (scanner) throws(JSONError) in
                found.append(Array(scanner.bytes[try scanner.skipValue()]))
            }
        }
        return found
    }
}
