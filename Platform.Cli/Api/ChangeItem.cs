namespace Platform.Cli.Api;

/// <summary>What a change of a sweep would do, as the API gives it.</summary>
internal sealed record ChangeItem(IReadOnlyList<string> Differences, int Kept, int Mapped, int LeftOut, IReadOnlyList<FateItem> Trials);

/// <summary>What becomes of a trial in the eyes of the search.</summary>
internal sealed record FateItem(string Id, int Number, string Fate, string Why);
