namespace Platform.Core.Import.Archive;

/// <summary>A file of a run in an archive; its content is the entry <c>files/SHA256</c>, which other runs may share.</summary>
/// <param name="Path">In the run.</param>
/// <param name="Size">Bytes.</param>
/// <param name="Sha256">In lower-case hex.</param>
public sealed record ArchiveFile(string Path, long Size, string Sha256);
