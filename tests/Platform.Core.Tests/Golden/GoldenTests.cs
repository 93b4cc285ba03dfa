using System.Text.Json;
using System.Text.Json.Nodes;
using Platform.Core.Erasures;
using Platform.Core.Experiments;
using Platform.Core.Labels;
using Platform.Core.LoggedModels;
using Platform.Core.OpenStudies;
using Platform.Core.Registry;
using Platform.Core.Reports;
using Platform.Core.Telemetry;
using Platform.Core.Tracking;
using Platform.Core.Trials;
using Search;
using Xunit;

namespace Platform.Core.Tests.Golden;

/// <summary>
/// Events once written must load for ever: one file for each released shape, never edited. A new shape gets a new file (…v2.json); a new
/// event gets its first file by running the tests once with PLATFORM_WRITE_GOLDEN=1, and its name in event-names.txt.
/// </summary>
public sealed class GoldenTests
{
    private static readonly string Folder = Path.Combine(SourceTree.Root, "tests", "Platform.Core.Tests", "Golden");
    private static readonly JsonSerializerOptions Indented = new(PlatformJson.Options) { WriteIndented = true };
    private static readonly DateTimeOffset At = new(2026, 1, 2, 3, 4, 5, 678, TimeSpan.Zero);
    private static readonly ParameterSet Parameters = ParameterSet.Of(("learning_rate", 0.001), ("model", "mlp"), ("nesterov", true), ("mlp.width", 128L));
    private static readonly RunEnvironment Environment = new("0.1.0+0123abc", "1.13.1", "openblas SKYLAKEX", 1, "cpu", "a processor avx512", "debian 12, .NET 10");
    private static readonly Dictionary<string, double> Metrics = new() { ["validation_accuracy"] = 0.9825, ["largest_gradient"] = double.PositiveInfinity };

    private static readonly PastResults Past = new("last spring", "learning_rate,value\n0.01,0.97\n");

    private static readonly Erasure Erased = new(5_000, 7_123, "me", "asked for by who made it", At);

    private static readonly RetrainingOccasion Occasion = RetrainingOccasion.Scheduled(At);

    private static readonly object[] Events =
    [
        new ExperimentCreated("ab12cd34", Spec(), "me", At), new TrialProposed(1, "ab12cd34-1", Parameters, "tpe", "a random start", 17, 0, At),
        new TrialFinished(1, "ab12cd34-1", TrialStatus.Completed, 0.98, 3, At), new ExperimentPaused("me", At),
        new SearchStopped(StopCause.NoImprovement, "Trial 3 is still the best.", 120, At), new ExperimentResumed("me", At),
        new ExperimentCancelled("me", "enough", At), new PriorityChanged(9, "me", At), new SweepChanged(SecondSpec(), 12, "me", "the edge was best", At), new ExperimentCompleted("ab12cd34-1", 0.98, At),
        new ExperimentArchived("me", At), new ExperimentRestored("me", At),
        new ReproductionRequested("ab12cd34-1-r1", "ab12cd34-1", "me", At), new ReproductionFinished("ab12cd34-1-r1", "ab12cd34-1", true, At),
        new TrialCreated("ab12cd34-1", "ab12cd34", 1, Parameters, Parameters, Objective.Default, 4, "cpu", 0, null, At),
        new StartWeightsTaken(1, "models:/digits@champion", "d5", ["layers.0.weight"], ["head.weight: (10, 64) there, (2, 64) here"], ["extra"], ["layers.0"], At),
        new TrialStarted(1, "silo-a", Environment, "d1", At), new TrialResumed(2, "silo-b", 1, "c1", Environment, At),
        new EpochCompleted(1, 2, 0.1, double.NaN, Metrics, 0.001, 54_000, TimeSpan.FromSeconds(12.5), "c2", At), new TrialSuspended(1, "shutdown", At),
        new TrialPruned(2, "worse than the median", 99, At), new TrialCompleted(4, 3, 0.98, At), new TrialFailed(2, "The loss diverged.", At),
        new TrialCancelled("the sweep was cancelled", At), new TestEvaluationRequested("me", At), new TestEvaluated("c3", Metrics, "d1", At),
        new TestEvaluationFailed("no such file", At), new ReproductionVerified("ab12cd34-1", false, 4, 2, "train_loss", 0.1, double.NegativeInfinity, "differs", At),
        new CheckpointsCollected(["c1", "c2"], At),
        new ModelVersionRegistered("digits", 1, "ab12cd34-1", "ab12cd34", 3, "c3", "digits", "d1", Metrics, "me", "the best", At),
        new AliasMoved("champion", 2, 1, "me", "better", At),
        new PromotionGatesSet(
            [new PromotionGate(GateKind.AtLeast, "test_accuracy", 0.97), new PromotionGate(GateKind.NoWorseByGroup, "accuracy", 0.01, "sex")], ["champion"], "me", "customers were hurt", At),
        new PromotionEvaluated(
            "champion", 2, 1, "d1",
            [
                new GateOutcome(new PromotionGate(GateKind.AtLeast, "test_accuracy", 0.97), true, 0.98),
                new GateOutcome(new PromotionGate(GateKind.NoWorseByGroup, "accuracy", 0.01, "sex"), false, 0.8, 0.9, "sex=Female", "the worst of 2 groups that are worse by more, of 2."),
            ],
            false, "the data of that group are wrong", "me", At),
        new ModelCardWritten("## What it is for\n\nReading digits.", "me", At),
        new RetrainingScheduled(new RetrainingPlan("0 0 3 * * ?", "champion", "digits", new RetrainingChanges(5, 0.001, 2, 0.5, 3), OnlyWhenDataChanged: false, "challenger"), "me", At),
        new RetrainingUnscheduled("me", "enough", At), new RetrainingRequested(true, "me", At),
        new RetrainingStarted(3, Occasion, "ab12cd34", 2, new RetrainingData("digits", "d2", 1), "challenger", At),
        new RetrainingSkipped(4, Occasion with { Asked = true, Force = true, By = "me" }, "nothing has changed", At),
        new RetrainingFinished(3, "ab12cd34-1", 3, "challenger", "better", At), new RetrainingFailed(5, Occasion, "no such data set", At),
        new StudyCreated("ef56gh78", new StudySpec(
            "A study", JsonDocument.Parse("""{"parameters":[{"name":"x","type":"float","low":0,"high":1}]}""").RootElement,
            new ComponentChoice("tpe"), new ComponentChoice("median"), [Direction.Maximize, Direction.Minimize], 7, 100, 10), "me", At),
        new StudyTrialAsked(
            3, ParameterSet.Of(("x", 0.25)), "near the best", new Rationale(ProposalKind.Exploit, 0.5, 0.125, 1.5, "log expected improvement", 2), "{}", "ask-1", At),
        new LabelsCorrected("digits", 2, "d0", "d1", "d2", [new(LabelPart.Train, 17, "4", "9"), new(LabelPart.Test, 0, "0", "6")], "me", "looked at", At, "labels:1"),
        new StudyValuesReported(3, 2, [0.5, 0.25], At), new StudyTrialTold(3, StudyOutcome.Completed, [0.25, 12.5], [-1.5], At),
        .. EntrySamples.Events,
        new TrackedExperimentCreated("0", "Default", "mlflow-artifacts:/0", new Dictionary<string, string> { ["team"] = "vision" }, At),
        new TrackedExperimentRenamed("Digits", At), new TrackedExperimentDeleted(At), new TrackedExperimentRestored(At),
        new TrackedExperimentTagsSet(new Dictionary<string, string?> { ["team"] = null, ["note"] = "# Title" }, At),
        new RunViewSaved("ab12cd34", "the best", new SavedQuestion("metrics.loss < 0.1", "finished", "metrics.loss asc", ["params.lr", "min(metrics.loss)"], "params.lr", "loss"), "me", At),
        new RunViewRenamed("ab12cd34", "still the best", "me", At), new RunViewDeleted("ab12cd34", "me", At), new RunViewRestored("ab12cd34", "me", At),
        new RunCreated(
            "0123456789abcdef0123456789abcdef", "0", "calm-owl-7", "me", RunStatus.Running, 1_767_323_045_678, "fedcba9876543210fedcba9876543210",
            new Dictionary<string, string> { ["mlflow.source.name"] = "train.py" }, "mlflow-artifacts:/0/0123456789abcdef0123456789abcdef/artifacts", At),
        new RunUpdated(RunStatus.Finished, 1_767_323_049_000, "calm-owl", At), new RunDeleted(At), new RunRestored(At),
        new ParamsLogged(new Dictionary<string, string> { ["lr"] = "0.1" }, At), new RunTagsSet(new Dictionary<string, string?> { ["a"] = "b", ["c"] = null }, At),
        new InputsLogged(
            [new RunInput(new TrackedDataset("digits", "d1", "local", "digits.csv", "{}", "{}"), new Dictionary<string, string> { ["mlflow.data.context"] = "training" })], At),
        new ArtifactLogged("model/model.onnx", "d5", 1_234, At), new ArtifactRemoved("model/model.onnx", At), new MetricsLogged(1_000, 2, At),
        new ModelMetricsLogged(
            [new ModelSeries("m-0123456789abcdef0123456789abcdef", "accuracy", "digits", "d1", [1, 2], [1_767_323_045_678, 1_767_323_046_678], [0.5, double.NaN]), new ModelSeries("m-1", "loss", null, null, [0], [0], [-1.5])], At),
        new MachineUseSampled(2, "silo-b", 144, 12, At), new TrialOutputLogged("silo-b", [new OutputLine(At, "information", "First batch."), new OutputLine(At, "error", "a\nb")], 3, At),
        new ReportCreated("ab12cd34", "The spring sweep", "# Result\n\n```chart\nsweep: ef56gh78\nmetric: validation_accuracy\n```\n", "me", At),
        new ReportWritten("# Result\n\nBetter.", "me", At), new ReportRenamed("The summer sweep", "me", At), new ReportDeleted("me", At), new ReportRestored("me", At),
        new RunErased("0123456789abcdef0123456789abcdef", "0", Erased), new TrackedExperimentErased("ab12cd34", Erased), new LoggedModelErased("m-0123456789abcdef0123456789abcdef", "0", Erased),
        new ExperimentErased("ab12cd34", Erased), new TrialErased("ab12cd34-1", "ab12cd34", Erased), new TelemetryErased("ab12cd34-1", Erased),
    ];

    // Events that have grown: optional parts came with version 2 of the file.
    private static readonly object[] SecondShapes =
    [
        new ModelVersionRegistered("digits", 2, "ab12cd34-1", "ab12cd34", 3, "c3", "digits", "d1", Metrics, "retraining", "the data have changed", At, FromVersion: 1),
        new AliasMoved("champion", 1, 2, "me", "the new one is wrong", At, AliasReturn.RolledBack),
        new ExperimentCreated("ab12cd34", SecondSpec(), "me", At),
        new TrialProposed(
            6, "ab12cd34-6", Parameters, "gp", "likely better", 17, 0, At, new Rationale(ProposalKind.Exploit, -0.98, 0.01, -1.5, "log expected improvement", 4),
            "lengthscales 1 2", new InheritedCheckpoint("ab12cd34-4", 2, "c4"), new ProposalWait(2, TimeSpan.FromSeconds(1.5))),
        new TrialCreated(
            "ab12cd34-6", "ab12cd34", 6, Parameters, Parameters, Objective.Default, 4, "cpu", 0, null, At, new InheritedCheckpoint("ab12cd34-4", 2, "c4")),
        new TrialFinished(2, "ab12cd34-2", TrialStatus.Completed, 0.99, 3, At, Feasible: false),
        new TrialPruned(2, "worse than the median", 99, At, new PruningNumbers(2, 0.5, 0.75, 0.01)),
        new EpochCompleted(
            1, 2, 0.1, 0.5, Metrics, 0.001, 54_000, TimeSpan.FromSeconds(12.5), "c2", At,
            new EpochHealth(new Dictionary<string, double> { ["layers.0"] = 0.25 }, 0.125, 0.4, ["Overfitting: the validation loss is far above the training loss."])),
        new TrialStarted(1, "silo-a", Environment, "d1", At, Alone: true), new TrialResumed(2, "silo-b", 1, "c1", Environment, At, Alone: true),
        new TrialCompleted(4, 3, 0.98, At, "Stopped early: the validation loss has not fallen in 2 epochs."),
        new TestEvaluated("c3", Metrics, "d1", At, new TestConfusion(["a", "b"], [[5, 1], [0, 7]])),
        new RetrainingFinished(3, "ab12cd34-1", 3, null, "not better", At, new RetrainingComparison("d2", Metrics, 1, new Dictionary<string, double> { ["validation_accuracy"] = 0.99 }, "it does not fit")),
        new StudyCreated("ef56gh78", new StudySpec(
            "A study", JsonDocument.Parse("""{"parameters":[{"name":"x","type":"float","low":0,"high":1}]}""").RootElement,
            new ComponentChoice("tpe"), new ComponentChoice("median"), [Direction.Maximize], 7, 100, 10) { PastResults = [Past] }, "me", At),
        new StudyValuesReported(3, 2, [0.5, 0.25], At, "report-1"),
        new ModelVersionsMoved("writer", [new MovedVersion(1, "ab12cd34-1", "ab12cd34", 3, "c3", "etth1", "d1", Metrics, "me", "the best", At, null, null, Horizon: 96)], At),
    ];

    private static readonly object[] ThirdShapes =
    [
        new ModelVersionRegistered("etth1", 2, "ab12cd34-1", "ab12cd34", 3, "c3", "etth1", "d1", Metrics, "me", "the best", At, Horizon: 96),
        new ExperimentCreated("ab12cd34", SecondSpec() with { PastResults = [Past] }, "me", At),
        new TestEvaluated(
            "c3", Metrics, "d1", At, new TestConfusion(["a", "b"], [[5, 1], [0, 7]]), [new TestGroup("sex", "Female", 6, Metrics)], [new TestAttack(0, 0.9, 13), new TestAttack(0.1, 0.4, 13)]),
        new TrialCreated("ab12cd34-6-r1", "ab12cd34", 6, Parameters, Parameters, Objective.Default, 4, "cpu", -1, "ab12cd34-6", At, StartDigest: "d5"),
        new EpochCompleted(1, 2, 0.1, 0.5, Metrics, 0.001, 54_000, TimeSpan.FromSeconds(12.5), "c2", At, Picture: new EpochPicture("Generated", "p1")),
        new RetrainingFinished(
            3, "ab12cd34-1", 3, null, "not better", At, new RetrainingComparison("d2", Metrics, 1, new Dictionary<string, double> { ["validation_accuracy"] = 0.99 }, ChampionGroups: [new TestGroup("sex", "Female", 6, Metrics)]),
            [new VersionMeasure(2, "d2", Metrics, Groups: [new TestGroup("sex", "Female", 6, Metrics)]), new VersionMeasure(4, "d2", new Dictionary<string, double>(), "it does not fit")]),
    ];

    private static readonly object[] FourthShapes = [new ExperimentCreated("ab12cd34", SecondSpec(), "me", At, new ForkOrigin("ef56gh78", 17))];

    public static TheoryData<string> Files() => [.. Directory.GetFiles(Folder, "*.json").Select(f => Path.GetFileName(f)!).Order(StringComparer.Ordinal)];

    [Fact]
    public void Every_event_has_its_golden_file()
    {
        foreach (var (sample, version) in Events.Select(e => (e, 1)).Concat(SecondShapes.Select(e => (e, 2))).Concat(ThirdShapes.Select(e => (e, 3))).Concat(FourthShapes.Select(e => (e, 4))))
        {
            var name = PlatformEvents.Types.NameOf(sample);
            var file = Path.Combine(Folder, $"{name}.v{version}.json");
            if (System.Environment.GetEnvironmentVariable("PLATFORM_WRITE_GOLDEN") is "1" && !File.Exists(file))
                File.WriteAllText(file, Pretty(sample) + "\n");
            Assert.True(File.Exists(file), $"{file} is missing; write it once with PLATFORM_WRITE_GOLDEN=1.");
        }
        Assert.Equal(PlatformEvents.Types.Names, Events.Select(PlatformEvents.Types.NameOf).Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void What_was_written_once_loads_for_ever(string file)
    {
        var json = File.ReadAllText(Path.Combine(Folder, file));
        var name = file[..file.IndexOf('.', StringComparison.Ordinal)];
        var read = PlatformEvents.Types.Read(name, json);
        var samples = file.EndsWith(".v1.json", StringComparison.Ordinal) ? Events : file.EndsWith(".v2.json", StringComparison.Ordinal) ? SecondShapes
            : file.EndsWith(".v3.json", StringComparison.Ordinal) ? ThirdShapes : FourthShapes;
        var sample = samples.Single(e => e.GetType() == read.GetType());
        Assert.Equal(Pretty(sample), Pretty(read));
        // Written again it still has every value of the file: what an older version reads is there.
        var again = JsonNode.Parse(Pretty(read))!.AsObject();
        foreach (var (property, value) in JsonNode.Parse(json)!.AsObject())
            Assert.True(Holds(again[property], value), $"{file}: {property} was {value?.ToJsonString()} and is now {again[property]?.ToJsonString()}.");
    }

    [Fact]
    public void The_names_of_events_are_the_approved_ones()
    {
        var approved = File.ReadAllLines(Path.Combine(Folder, "event-names.txt"));
        Assert.Equal(approved, PlatformEvents.Types.Names.Concat(PlatformEvents.Types.RetiredNames));
    }

    // Objects may have grown; everything that was there is there.
    private static bool Holds(JsonNode? now, JsonNode? then) => (now, then) is (JsonObject grown, JsonObject old)
        ? old.All(member => Holds(grown[member.Key], member.Value))
        : JsonNode.DeepEquals(now, then);

    private static string Pretty(object @event) =>
        JsonSerializer.Serialize(@event, @event.GetType(), Indented);

    private static SweepSpec SecondSpec() => Spec() with
    {
        Stop = new StopRules(7_200, 0.99, 20), Lag = 2, FurtherObjectives = [new Objective("trained_seconds", Direction.Minimize)],
        Constraints = [new MetricConstraint("validation_loss", AtMost: true, 0.5)], WarmStart = ["ef56gh78"],
    };

    private static SweepSpec Spec() => new(
        "A sweep", "mnist", ParameterSet.Of(("optimizer", "adamw")),
        JsonDocument.Parse("""{"parameters":[{"name":"learning_rate","type":"float","low":0.0001,"high":0.1,"log":true}]}""").RootElement,
        Objective.Default, new ComponentChoice("tpe", ParameterSet.Of(("startup_trials", 10L))), new ComponentChoice("median"), 4, 12, 2, 7, "cpu", 5);
}
