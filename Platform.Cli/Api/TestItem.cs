namespace Platform.Cli.Api;

/// <summary>What a trial's test found, as the platform answers it.</summary>
public sealed record TestItem(IReadOnlyDictionary<string, double> Metrics, IReadOnlyList<TestGroupItem> Groups, IReadOnlyList<TestAttackItem> Attacks);

/// <summary>The measures of the test rows with one value in a column.</summary>
public sealed record TestGroupItem(string Column, string Value, long Rows, IReadOnlyDictionary<string, double> Metrics);

/// <summary>The accuracy under attack at one strength.</summary>
public sealed record TestAttackItem(double Strength, double Accuracy, long Rows);
