using System.Reflection;
using System.Runtime.CompilerServices;
using Platform.Core.Erasures;
using Platform.Core.Telemetry;
using Platform.Core.Tracking;
using Platform.Core.Trials;
using Platform.Web.Components;
using Platform.Web.Trials;
using Xunit;

namespace Platform.Web.Tests.Pages;

public sealed class RunPartsTests
{
    [Fact]
    public async Task A_verdict_says_identical_to_the_last_bit()
    {
        var body = await Panel(SomeViews.Trial(1, verdict: SomeViews.Verdict(identical: true), reproduces: "abcdefgh-1"));
        Assert.Equal("identical", body.GetAttribute("data-verdict"));
        Assert.Equal("Identical to the last bit", body.QuerySelector("h2")!.Words());
    }

    [Fact]
    public async Task A_verdict_says_where_and_by_how_much_a_run_departs()
    {
        var body = await Panel(SomeViews.Trial(1, verdict: SomeViews.Verdict(identical: false), reproduces: "abcdefgh-1"));
        Assert.Equal("differs", body.GetAttribute("data-verdict"));
        Assert.Equal("Differs from epoch 2", body.QuerySelector("h2")!.Words());
        Assert.Contains("validation loss was 0.25, now 0.25000001: off by 1e-8", body.Words(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(TrialStatus.Proposed, new double[0], "Reproduction waits for a free slot")]
    [InlineData(TrialStatus.Running, new[] { 0.5 }, "Reproducing: epoch 1 of 3")]
    [InlineData(TrialStatus.Failed, new[] { 0.5 }, "The reproduction was failed")]
    public async Task A_reproduction_on_its_way_says_how_far_it_is(TrialStatus status, double[] curve, string headline)
    {
        var body = await Panel(SomeViews.Trial(1, status, curve, reproduces: "abcdefgh-1"));
        Assert.Equal("pending", body.GetAttribute("data-verdict"));
        Assert.Equal(headline, body.QuerySelector("h2")!.Words());
    }

    [Fact]
    public async Task The_machines_and_the_processs_use_of_one_kind_share_a_chart_and_a_GPU_has_its_own()
    {
        var batch = new MetricBatch();
        foreach (var key in new[] { "cpu_utilization_percentage", "process_cpu_utilization_percentage", "gpu_0_utilization_percentage" })
            batch.Add("system/" + key, new MetricPoint(0, 1_000, 50));
        var use = MachineUse.None.With([(1, MachineUseSampled.Of(1, "silo-a", batch, DateTimeOffset.UnixEpoch))]);

        var body = await PageRenderer.RenderAsync<SystemCard>((nameof(SystemCard.Use), use), (nameof(SystemCard.Start), DateTimeOffset.UnixEpoch));

        Assert.Equal(["Processor, % of all cores", "GPU 0 utilization percentage"], body.QuerySelectorAll("figcaption strong").Select(e => e.Words()));
        Assert.Equal(["machine", "process"], body.QuerySelectorAll(".legend li").Select(e => e.Words()));
    }

    [Fact]
    public void Every_event_of_a_run_is_told_in_words()
    {
        var types = typeof(TrialEvent).Assembly.GetTypes().Where(t => t.IsSubclassOf(typeof(TrialEvent))).ToList();
        Assert.NotEmpty(types);
        Assert.All(types, type =>
        {
            var data = RuntimeHelpers.GetUninitializedObject(type);
            foreach (var property in type.GetFields(BindingFlags.Instance | BindingFlags.NonPublic).Where(f => f.GetValue(data) is null && f.FieldType.IsInterface))
                property.SetValue(data, property.FieldType.Name.Contains("Dictionary", StringComparison.Ordinal) ? new Dictionary<string, double>(StringComparer.Ordinal) : Array.CreateInstance(property.FieldType.GetGenericArguments()[0], 0));
            foreach (var property in type.GetFields(BindingFlags.Instance | BindingFlags.NonPublic).Where(f => f.FieldType == typeof(Erasure)))
                property.SetValue(data, new Erasure(0, 1, "me", "", default));
            Assert.NotEqual(type.Name, EventWords.Of(data).Title);
        });
    }

    [Theory]
    [InlineData(0.98714, "validation_accuracy", "98.71 %")]
    [InlineData(0.06374, "validation_loss", "0.06374")]
    [InlineData(0.00009, "validation_loss", "9e−5")]
    [InlineData(75.2, "trained_seconds", "1 min 15 s")]
    [InlineData(double.NaN, "validation_accuracy", "NaN")]
    public void Numbers_are_written_as_people_read_them(double value, string metric, string expected) => Assert.Equal(expected, Show.Metric(metric, value));

    [Fact]
    public async Task A_test_by_group_and_under_attack_is_shown_with_the_largest_differences()
    {
        static TestGroup Group(string value, double accuracy) => new("sex", value, 1_200, new Dictionary<string, double>(StringComparer.Ordinal) { ["accuracy"] = accuracy, ["loss"] = 0.3 });
        var test = new TestEvaluated(
            "c", new Dictionary<string, double>(StringComparer.Ordinal), "d", SomeViews.Noon, null, [Group("Female", 0.93), Group("Male", 0.85)], [new TestAttack(0, 0.9, 2_000), new TestAttack(0.1, 0.4, 2_000)]);

        var body = await PageRenderer.RenderAsync<TestCard>(("Test", test));

        Assert.Equal(["Female", "1,200", "93.00 %", "Male", "1,200", "85.00 %", "largest difference", "", "8.00 %"], body.QuerySelectorAll("[data-groups=sex] td").Select(cell => cell.Words()));
        Assert.Equal(["none", "90.00 %", "0.1", "40.00 %"], body.QuerySelectorAll("[data-attacks] td").Select(cell => cell.Words()));
        Assert.Null((await PageRenderer.RenderAsync<TestCard>(("Test", test with { Groups = null, Attacks = null, Confusion = null }))).QuerySelector("section"));
    }

    private static async Task<AngleSharp.Dom.IElement> Panel(Core.Views.TrialView run) =>
        (await PageRenderer.RenderAsync<VerdictPanel>(("Run", run), ("OriginalId", "abcdefgh-1"))).QuerySelector("[data-verdict]")!;
}
