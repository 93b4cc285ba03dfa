namespace Training.Core.Data.Labels;

/// <summary>The rows whose labels are least believed.</summary>
/// <param name="Rows">Rows of the training pool.</param>
/// <param name="Judged">Rows that some model judged which never trained on them.</param>
/// <param name="Suspects">Rows whose label confident learning takes for wrong.</param>
/// <param name="Issues">The least believed labels, the least first.</param>
/// <param name="DataDigest">Digest of the data set that was judged, with its labels.</param>
public sealed record LabelReport(int Rows, int Judged, int Suspects, IReadOnlyList<LabelIssue> Issues, string DataDigest);
