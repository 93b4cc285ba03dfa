namespace Platform.Core.Trials;

/// <summary>A picture of what an epoch's network makes, for people.</summary>
/// <param name="Title">What it shows.</param>
/// <param name="Digest">SHA-256 of the PNG file, lower-case hex.</param>
public sealed record EpochPicture(string Title, string Digest);
