using System.Globalization;
using Platform.Core.Experiments;
using Platform.Core.Trials;
using Platform.Core.Views;
using Search;

namespace Platform.Silo.Tests.Unit;

/// <summary>Views for tests of pure functions.</summary>
internal static class Views
{
    private static readonly DateTimeOffset Then = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static ExperimentView Experiment(string id, SweepSpec spec, int proposed = 0, ExperimentStatus status = ExperimentStatus.Running) => new(
        id, spec.Name, status, spec, spec.Priority, "test", Then, null, proposed, proposed, 0, 0, 0, 0, null, null, 1);

    public static TrialView Trial(
        string experimentId, int number, int lane = 0, TrialStatus status = TrialStatus.Running, string? reproduces = null, ParameterSet? parameters = null,
        double? best = null, params double[] accuracy) => new(
        reproduces is null ? string.Create(CultureInfo.InvariantCulture, $"{experimentId}-{number}") : $"{reproduces}-r1", experimentId, number, status, lane,
        parameters ?? ParameterSet.Empty, ParameterSet.Empty, 5, "cpu", 1, 0, "silo", [.. accuracy.Select(a => 1 - a)], [.. accuracy.Select(a => 1 - a)],
        new Dictionary<string, IReadOnlyList<double>>(StringComparer.Ordinal) { ["validation_accuracy"] = accuracy }, [.. accuracy.Select(_ => (string?)null)], null, best, null,
        null, null, false, null, null, reproduces, null, Then, Then, null, 0, 1);
}
