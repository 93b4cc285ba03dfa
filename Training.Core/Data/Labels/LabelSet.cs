using System.Security.Cryptography;
using System.Text;

namespace Training.Core.Data.Labels;

/// <summary>One version of a data set's labels: what differs from the labels as published. Whoever keeps the versions hands it to <see cref="DatasetCatalog"/>.</summary>
/// <param name="Version">From 1; the value of the field <c>data_labels</c>.</param>
/// <param name="PublishedDigest">The digest of the published content that the corrections belong to.</param>
/// <param name="Corrections">At most one a row, against the published labels; the order is of no meaning.</param>
public sealed record LabelSet(int Version, string PublishedDigest, IReadOnlyList<LabelCorrection> Corrections)
{
    /// <summary>Equal for equal corrections, so that an opened data set can be found again.</summary>
    internal string Fingerprint()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var (part, row, label) in Corrections)
            hash.AppendData(Encoding.UTF8.GetBytes($"{part} {row} {label.Length} {label}\n"));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
