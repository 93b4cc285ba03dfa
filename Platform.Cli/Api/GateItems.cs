namespace Platform.Cli.Api;

/// <summary>A model's gates as the REST API answers them.</summary>
public sealed record GatesItem(string Model, IReadOnlyList<string> Gates, IReadOnlyList<string> Protects);

/// <summary>A version held against the gates.</summary>
public sealed record EvaluationItem(string Alias, int Version, bool Passed, IReadOnlyList<GateOutcomeItem> Gates);

/// <summary>What one gate asked and saw.</summary>
public sealed record GateOutcomeItem(string Gate, string Required, string SeenInWords, bool Passed);

/// <summary>A model's card.</summary>
public sealed record CardItem(string Facts, string Text);
