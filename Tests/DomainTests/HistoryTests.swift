import Domain
import Testing

@Suite("History lines (domain.md 3.12)")
struct HistoryTests {
    @Test("3.12: every key and its text")
    func issueTypes() {
        let expected = [
            "Created": "Created", "NewSource": "Added New Source", "RemovedSource": "Removed Source",
            "ChangedGeneName": "Changed Gene Name", "SetPhenotypes": "Set Phenotypes", "ClearSources": "Clear Sources",
            "SetModeofPathogenicity": "Set mode of pathogenicity",
            "GeneClassifiedbyGenomicsEnglandCurator": "Gene classified by Genomics England curator",
            "EntityClassifiedbyGenomicsEnglandCurator": "Entity classified by Genomics England curator",
            "SetModeofInheritance": "Set mode of inheritance", "SetPenetrance": "Set penetrance",
            "SetPublications": "Set publications", "SetTranscript": "Set transcript", "ApprovedGene": "Approved Gene",
            "ApprovedEntity": "Approved Entity", "GelStatusUpdate": "Status Update",
            "UploadGeneInformation": "Upload gene information", "RemovedTag": "Removed Tag", "AddedTag": "Added Tag",
            "ChangedName": "Changed Name", "ChangedSTRName": "Changed STR Name",
            "ChangedChromosome": "Changed Chromosome", "ChangedPosition37": "Changed GRCh37",
            "ChangedPosition38": "Changed GRCh38", "ChangedNormalRepeats": "Changed Normal Number of Repeats",
            "ChangedPathogenicRepeats": "Changed Pathogenic Number of Repeats",
            "RemovedGene": "Removed Gene from the STR", "ChangedRepeatedSequence": "Changed Repeated Sequence",
            "ChangedEffectTypes": "Changed Effect Types", "ChangedVariantType": "Changed Variant Types",
            "ChangedHaploinsufficiencyScore": "Changed Haploinsufficiency Score",
            "ChangedTriplosensitivityScore": "Changed Triplosensitivity Score",
            "ChangedRequiredOverlapPercentage": "Changed Required Overlap Percentage",
            // Ours.
            "Undone": "Undone",
        ]

        let ours = Dictionary(uniqueKeysWithValues: IssueType.allCases.map { ($0.rawValue, $0.title) })

        #expect(ours == expected)
    }

    @Test("3.12: several keys show as their texts, unknown ones as themselves")
    func titles() {
        let record = TrackRecord(
            id: 1, created: start, modified: start, issueType: "Created,Strange,NewSource", issueDescription: "",
            author: PersonID(1), level: 0)

        #expect(record.issueTitle == "Created, Strange, Added New Source")
        #expect(IssueType.title("Strange") == "Strange")
    }
}
