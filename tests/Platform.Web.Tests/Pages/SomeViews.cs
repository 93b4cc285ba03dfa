using System.Text.Json;
using Platform.Core.Experiments;
using Platform.Core.Trials;
using Platform.Core.Views;
using Search;

namespace Platform.Web.Tests.Pages;

/// <summary>Views for the components' tests.</summary>
internal static class SomeViews
{
    public static readonly DateTimeOffset Noon = new(2026, 1, 2, 12, 0, 0, TimeSpan.Zero);

    public static SweepSpec Spec(int trials = 10, string metric = "validation_accuracy", Direction direction = Direction.Maximize) => new(
        "a sweep", "digits", ParameterSet.Empty, JsonSerializer.SerializeToElement(Space.ToJson()), new Objective(metric, direction),
        new ComponentChoice("tpe"), new ComponentChoice("none"), 3, trials, 2, 1, "cpu", 5);

    public static SearchSpace Space { get; } = new(
    [
        new FloatParameter("learning_rate", 1e-4, 1e-1, Log: true),
        new CategoricalParameter("model", ["mlp", "cnn"]),
        new IntParameter("mlp.width", 8, 64, Condition: new When("model", "mlp")),
    ]);

    public static ExperimentView Sweep(ExperimentStatus status = ExperimentStatus.Running, int completed = 0, int pruned = 0, int failed = 0, int running = 0, double? best = null) => new(
        "abcdefgh", "a sweep", status, Spec(), 5, "ada", Noon, status == ExperimentStatus.Completed ? Noon.AddMinutes(3) : null,
        completed + pruned + failed + running, running, completed, pruned, failed, 0, best is null ? null : "abcdefgh-1", best, 7);

    public static TrialView Trial(int number = 1, TrialStatus status = TrialStatus.Completed, double[]? accuracy = null, ReproductionVerified? verdict = null, string? reproduces = null)
    {
        double[] curve = accuracy ?? [0.5, 0.9, 0.8];
        var best = curve.Length == 0 ? (int?)null : Array.IndexOf(curve, curve.Max()) + 1;
        return new TrialView(
            reproduces is null ? $"abcdefgh-{number}" : $"{reproduces}-r1", "abcdefgh", number, status, 0, ParameterSet.Of(("learning_rate", 0.01), ("model", "cnn")),
            ParameterSet.Of(("data", "digits"), ("learning_rate", 0.01), ("model", "cnn")), 3, "cpu", 1, 0, "silo-1", [.. curve.Select(a => 1 - a)], [.. curve.Select(a => 1.1 - a)],
            new Dictionary<string, IReadOnlyList<double>>(StringComparer.Ordinal) { ["validation_accuracy"] = curve }, [.. curve.Select(_ => (string?)new string('a', 64))],
            best, curve.Length == 0 ? null : curve.Max(), "a test", null, null, TestEvaluationWanted: false, new string('b', 64), null, reproduces, verdict, Noon, Noon, Noon.AddSeconds(3), 3, curve.Length + 3);
    }

    public static ReproductionVerified Verdict(bool identical) => identical
        ? new ReproductionVerified("abcdefgh-1", Identical: true, 3, null, null, null, null, "Identical.", Noon)
        : new ReproductionVerified("abcdefgh-1", Identical: false, 2, 2, "validation_loss", 0.25, 0.25000001, "Another machine.", Noon);
}
