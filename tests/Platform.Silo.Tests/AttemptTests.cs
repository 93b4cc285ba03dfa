using Platform.Core.Journal;
using Platform.Silo.Tests.Support;
using Platform.Silo.Trials;
using Xunit;

namespace Platform.Silo.Tests;

/// <summary>What an attempt does when its database is away.</summary>
public sealed class AttemptTests(SiloPlatform platform) : IClassFixture<SiloPlatform>
{
    [Fact]
    public async Task One_that_is_stopped_while_its_report_waits_for_the_database_is_interrupted_and_not_lost()
    {
        await using var parts = new SiloParts(platform);
        using var running = parts.Get<RunningTrials>().TryAdd("ab12cd34-1")!;
        var asked = 0;

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => parts.Get<AttemptRunner>().UntilTakenAsync(running, () =>
        {
            asked++;
            running.Interrupt(StopReason.Paused);
            throw new JournalUnavailableException("The database is away.");
        }));

        Assert.Equal(1, asked);
    }
}
