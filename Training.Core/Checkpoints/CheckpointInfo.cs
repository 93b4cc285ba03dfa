namespace Training.Core;

/// <summary>A checkpoint on disk, named by its content.</summary>
/// <param name="Digest">SHA-256 of the whole file, lower-case hexadecimal.</param>
/// <param name="File">Full path, &lt;digest&gt;.ckpt in the asked folder.</param>
/// <param name="Bytes">File size.</param>
/// <param name="Epoch">Epochs completed when it was taken.</param>
public sealed record CheckpointInfo(string Digest, string File, long Bytes, int Epoch);
