using Platform.Core.Experiments;
using Platform.Core.Trials;
using Search;
using Xunit;

namespace Platform.Core.Tests.Trials;

/// <summary>Given/when/then for the rules of a trial, and builders with telling defaults.</summary>
internal sealed class TrialSpec
{
    public static readonly DateTimeOffset At = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
    public static readonly RunEnvironment Environment = new("1.0+abc", "1.13.1", "openblas SKYLAKEX", 1, "cpu", "a cpu", "debian");

    private readonly Trial _trial;

    private TrialSpec(Trial trial) => _trial = trial;

    public static TrialSpec Given(params TrialEvent[] events) => new(Trial.Fold(events));

    public TrialEvent[] When(TrialCommand command) => TrialDecider.Decide(_trial, command);

    public static TrialCreated Created(int epochs = 3, string device = "cpu", string? reproduces = null) => new(
        "exp-1", "exp", 1, ParameterSet.Empty, ParameterSet.Empty, Objective.Default, epochs, device, Lane: 0, reproduces, At);

    public static TrialStarted Started() => new(1, "silo-a", Environment, "data-1", At);

    public static TrialResumed Resumed(int attempt, int from = 0, string silo = "silo-b", bool alone = false) => new(attempt, silo, from, null, Environment, At, alone);

    public static EpochCompleted Epoch(int epoch, int attempt = 1, double loss = 0.5, double accuracy = 0.9) => new(
        attempt, epoch, loss, loss, Metrics(accuracy), 0.01, 100, TimeSpan.FromSeconds(1), $"digest-{epoch}", At);

    public static ReportEpoch Report(int epoch, int attempt = 1, double loss = 0.5, double accuracy = 0.9) => new(
        attempt, epoch, loss, loss, Metrics(accuracy), 0.01, 100, TimeSpan.FromSeconds(1), $"digest-{epoch}", At);

    public static BeginAttempt Begin(string silo = "silo-b", string data = "data-1") => new(silo, Environment, data, At);

    private static Dictionary<string, double> Metrics(double accuracy) => new() { ["validation_accuracy"] = accuracy };

    public static void Fails(TrialEvent[] events, params string[] words)
    {
        var failed = Assert.IsType<TrialFailed>(Assert.Single(events));
        foreach (var word in words)
            Assert.Contains(word, failed.Cause, StringComparison.Ordinal);
    }
}
