using System.Text.Json;
using System.Text.Json.Nodes;
using Platform.Core.Experiments;
using Platform.Core.Journal;
using Platform.Core.Registry;
using Platform.Core.Trials;
using Platform.Testing;
using Search;
using Xunit;

namespace Platform.Core.Tests.Journal;

public sealed class EventTypesTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    [Fact]
    public void A_retired_shape_is_read_as_the_newest_one()
    {
        var types = new EventTypes()
            .Map<Measured>("measured_v3")
            .Retire("measured_v2", "measured_v3", v2 => new JsonObject { ["celsius"] = (double)v2["kelvin"]! - 273.15, ["by"] = "unknown" })
            .Retire("measured", "measured_v2", v1 => new JsonObject { ["kelvin"] = v1["value"]!.DeepClone() });
        Assert.Equal(new Measured(10, "unknown"), types.Read("measured", """{"value": 283.15}"""));
        Assert.Equal(new Measured(0, "unknown"), types.Read("measured_v2", """{"kelvin": 273.15}"""));
        Assert.Equal(new Measured(1, "me"), types.Read("measured_v3", """{"by": "me", "celsius": 1}"""));
        Assert.Equal("measured_v3", types.NameOf(new Measured(1, "me")));
        Assert.Equal(["measured", "measured_v2"], types.RetiredNames);
    }

    [Fact]
    public void A_missing_number_is_an_error_and_never_zero()
    {
        var error = Assert.Throws<UnknownEventException>(() => PlatformEvents.Types.Read("trial_failed", """{"cause": "x", "at": "2026-01-01T00:00:00Z"}"""));
        Assert.Contains("trial_failed", error.Message, StringComparison.Ordinal);
        Assert.Contains("epoch", error.Message, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void Names_are_snake_case_and_unique()
    {
        var types = new EventTypes().Map<Measured>("measured");
        Assert.Throws<ArgumentException>(() => types.Map<Counted>("measured"));
        Assert.Throws<ArgumentException>(() => types.Map<Measured>("again"));
        Assert.Throws<ArgumentException>(() => types.Map<Counted>("NotSnake"));
        Assert.Throws<ArgumentException>(() => types.Retire("old", "nowhere", o => o));
    }

    [Fact]
    public void Every_event_of_the_platform_is_registered()
    {
        var events = typeof(TrialEvent).Assembly.GetTypes().Where(t =>
            !t.IsAbstract && (t.IsSubclassOf(typeof(TrialEvent)) || t.IsSubclassOf(typeof(ExperimentEvent)) || t.IsSubclassOf(typeof(ModelEvent))));
        foreach (var type in events)
        {
            var expected = JsonNamingPolicy.SnakeCaseLower.ConvertName(type.Name);
            Assert.Equal(expected, PlatformEvents.Types.NameOf(System.Runtime.CompilerServices.RuntimeHelpers.GetUninitializedObject(type)));
        }
    }

    [Fact]
    public async Task Numbers_come_back_from_the_database_with_the_same_bits_and_type()
    {
        await using var journal = new EventJournal(database.DataSource, PlatformEvents.Types);
        double[] doubles = [0.1, 1.0 / 3, 1, 1e15, 1e20, 1e22, 1.7e308, 5e-324, 1e-7, -2.5e-17, 123456789012345680, double.MaxValue, double.Epsilon];
        var parameters = new ParameterSet(doubles.Select((d, i) => KeyValuePair.Create($"d{i}", (object)d)).Append(new("count", 3L)).Append(new("big", long.MaxValue)));
        var proposed = new TrialProposed(1, "x-1", parameters, "random", "why", 7, 0, new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));
        await journal.AppendAsync(new AppendRequest("experiment-x", "experiment", 0, proposed));
        var read = (TrialProposed)(await journal.ReadStreamAsync("experiment-x"))[0].Data;
        Assert.Equal(proposed, read);
        foreach (var (name, value) in parameters)
            Assert.Equal((value.GetType(), value), (read.Parameters[name].GetType(), read.Parameters[name]));
    }

    private sealed record Measured(double Celsius, string By);
}
