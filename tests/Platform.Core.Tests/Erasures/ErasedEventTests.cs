using Platform.Core.Journal;
using Xunit;

namespace Platform.Core.Tests.Erasures;

public sealed class ErasedEventTests
{
    [Theory]
    [InlineData("""{"at": "2026-01-02T03:04:05.678+00:00", "erased": true}""", "2026-01-02T03:04:05.678+00:00")]
    [InlineData("""{"erased": true}""", null)]
    public void The_stored_form_is_read_whatever_the_type(string json, string? at)
    {
        var expected = at is null ? (DateTimeOffset?)null : DateTimeOffset.Parse(at, System.Globalization.CultureInfo.InvariantCulture);
        Assert.Equal(new ErasedEvent(expected), PlatformEvents.Types.Read("run_created", json));
        Assert.Equal(new ErasedEvent(expected), PlatformEvents.Types.Read("of_tomorrow", json));
    }

    [Theory]
    [InlineData("""{"erased": false}""")]
    [InlineData("""{"erased": "true"}""")]
    [InlineData("""{"erased": true, "name": "x"}""")]
    [InlineData("""{"at": "erased"}""")]
    [InlineData("""{"tags": {"erased": true}}""")]
    public void Nothing_else_is_taken_for_it(string json) => Assert.Null(ErasedEvent.Read(json));

    [Fact]
    public void A_change_across_rows_stands_between_what_came_before_and_what_comes_after()
    {
        var (first, across, second) = (new ProjectionStatement("first"), new ProjectionStatement("across"), new ProjectionStatement("second"));
        var batch = new ProjectionBatch();
        batch.Add(first, "a", new { });
        batch.Add(second, "a", new { });
        batch.AddAcross(across, new { });
        batch.AddAcross(across, new { });
        batch.Add(first, "b", new { });
        batch.Add(second, "a", new { });
        batch.AddAcross(across, new { });
        Assert.Equal(["first", "second", "across", "first", "second", "across"], batch.Commands().Select(command => command.CommandText));
    }
}
