namespace Platform.Cli.Api;

/// <summary>What a fork of a sweep would begin with, as the API gives it.</summary>
internal sealed record ForkItem(
    OriginItem From, string Yaml, IReadOnlyList<string> Differences, int Carried, int Mapped, int LeftOut, int Unfinished, IReadOnlyList<string> Notes, IReadOnlyList<FateItem> Trials);
