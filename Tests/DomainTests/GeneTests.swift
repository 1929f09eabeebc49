import Domain
import Testing

@Suite("Base genes (domain.md 14)")
struct GeneTests {
    private let data = #"{"GRch38":{"90":{"ensembl_id":"ENSG00000000001","location":"1:100-200"}}}"#
    private let other = #"{"GRch38":{"90":{"ensembl_id":"ENSG00000000002","location":"2:100-200"}}}"#

    @Test("D77: a refresh without Ensembl data makes a gene inactive")
    func becomesInactive() throws {
        let gene = try Gene.sample("ABC1", ensembl: data)

        let updated = gene.updated(with: try Gene.sample("ABC1", ensembl: "{}"))

        #expect(!updated.isActive)
        #expect(updated.symbol == "ABC1")
    }

    @Test("14.2: a gene that gains Ensembl data becomes active again")
    func becomesActive() throws {
        let gene = try Gene.sample("ABC1", ensembl: "{}", isActive: false)

        #expect(gene.updated(with: try Gene.sample("ABC1", ensembl: data, isActive: false)).isActive)
    }

    @Test("D78: a symbol change keeps the Ensembl data of the gene that has the symbol already")
    func keepsEnsembl() throws {
        let existing = try Gene.sample("NEW1", ensembl: data, isActive: false)

        let merged = existing.takingOver(symbolChange: try Gene.sample("NEW1", ensembl: "{}"))
        let withOther = existing.takingOver(symbolChange: try Gene.sample("NEW1", ensembl: other))

        #expect(merged.ensembl.text == data)
        #expect(merged.isActive)
        #expect(withOther.ensembl.text == data)
    }

    @Test("14.2: without data of its own the existing gene takes the record's")
    func takesEnsembl() throws {
        let existing = try Gene.sample("NEW1", ensembl: "{}", isActive: false)

        #expect(existing.takingOver(symbolChange: try Gene.sample("NEW1", ensembl: other)).ensembl.text == other)
    }

    @Test("api.md 5.2: an entity's copy has eleven keys in stored order")
    func copy() throws {
        let copy = try Gene.sample("ABC1", ensembl: data).entityCopy

        #expect(
            copy.text == #"{"alias":[],"biotype":"protein_coding","hgnc_id":"HGNC:1","gene_name":"name of ABC1","#
                + #""omim_gene":["123456"],"alias_name":null,"gene_symbol":"ABC1","hgnc_symbol":"ABC1","#
                + #""hgnc_release":"2017-11-03","ensembl_genes":"# + data + #","hgnc_date_symbol_changed":null}"#)
    }
}
