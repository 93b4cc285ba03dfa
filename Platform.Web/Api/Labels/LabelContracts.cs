using Platform.Core.Labels;
using Training.Core.Data.Labels;

namespace Platform.Web.Api;

/// <summary>Labels to correct.</summary>
/// <param name="Corrections">1 to 10,000 rows.</param>
/// <param name="Reason">Why, at most 2,000 characters.</param>
public sealed record CorrectionBody(IReadOnlyList<CorrectionItem> Corrections, string? Reason = null);

/// <summary>One row.</summary>
/// <param name="Row">Its number in the part, from 0.</param>
/// <param name="Label">The right class or number.</param>
/// <param name="Part">train, the default, or test.</param>
/// <param name="From">The label that you saw; if the row has another one by now, nothing is written.</param>
public sealed record CorrectionItem(int Row, string Label, string? Part = null, string? From = null);

/// <summary>The versions of a data set's labels.</summary>
/// <param name="BaseDigest">Digest of the content as published, version 0; null before the first correction.</param>
public sealed record LabelVersions(string Data, string? BaseDigest, IReadOnlyList<LabelVersionItem> Versions);

/// <summary>A version without its changes.</summary>
/// <param name="Version">The value of <c>data_labels</c> that trains on it.</param>
/// <param name="Rows">How many labels it changed.</param>
public sealed record LabelVersionItem(int Version, string Digest, string ParentDigest, int Rows, string By, string Reason, DateTimeOffset At)
{
    internal static LabelVersionItem Of(LabelsCorrected version) =>
        new(version.Version, version.Digest, version.ParentDigest, version.Changes.Count, version.By, version.Reason, version.At);
}

/// <summary>A version with its changes.</summary>
public sealed record LabelVersionDetails(string Data, string BaseDigest, LabelVersionItem Version, IReadOnlyList<LabelChange> Changes);

/// <summary>The labels of a sweep's data set that its trials believe least.</summary>
/// <param name="Labels">The version of the labels that is judged.</param>
/// <param name="Models">How many trials judge.</param>
/// <param name="Progress">0 to 1; the other members are there at 1.</param>
/// <param name="Rows">Rows of the training pool.</param>
/// <param name="Judged">Rows that some trial judged which never trained on them.</param>
/// <param name="Suspects">Rows whose label confident learning takes for wrong.</param>
/// <param name="Issues">The least believed first.</param>
public sealed record LabelIssuesAnswer(string Data, int Labels, int Models, double Progress, int? Rows, int? Judged, int? Suspects, IReadOnlyList<LabelIssue> Issues);
