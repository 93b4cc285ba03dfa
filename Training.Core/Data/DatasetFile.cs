namespace Training.Core.Data;

/// <summary>One file of a public data set.</summary>
/// <param name="Name">File name inside the data set's folder, ending in <c>.gz</c>; the unpacked file without that ending is accepted too.</param>
/// <param name="Bytes">Size of the published file.</param>
/// <param name="Sha256">SHA-256 of the published file.</param>
/// <param name="ContentBytes">Size after unpacking.</param>
/// <param name="ContentSha256">SHA-256 after unpacking, whatever the packing; null where only the packed file's is published.</param>
public sealed record DatasetFile(string Name, long Bytes, string Sha256, long ContentBytes, string? ContentSha256);
