namespace Training.Core;

/// <summary>A safetensors file to take weights from, a checkpoint or any other.</summary>
/// <param name="Path">Where it lies.</param>
/// <param name="Digest">SHA-256 of its bytes, lower-case hex; checked before anything is taken.</param>
public sealed record WeightsFile(string Path, string Digest);
