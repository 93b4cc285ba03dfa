namespace Platform.Core.Registry;

/// <summary>The data that a training learns from.</summary>
/// <param name="Name">The data set's name.</param>
/// <param name="Digest">SHA-256 of the content, corrected labels included.</param>
/// <param name="Labels">The version of the labels; 0 as published.</param>
public sealed record RetrainingData(string Name, string Digest, int Labels)
{
    /// <summary>For a sentence: name, labels and the first letters of the digest.</summary>
    public override string ToString() =>
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"'{Name}' with {(Labels == 0 ? "its labels as published" : $"version {Labels} of its labels")} (digest {Digest[..Math.Min(10, Digest.Length)]})");
}
