using Platform.Silo.Trials;
using Xunit;

namespace Platform.Silo.Tests.Unit;

public sealed class SiloGateTests
{
    private readonly SiloGate _gate = new();

    [Fact]
    public async Task Who_must_be_alone_waits_for_those_inside_and_keeps_newcomers_out()
    {
        var first = await Enter(alone: false);
        var second = await Enter(alone: false);
        var alone = Enter(alone: true);
        var newcomer = Enter(alone: false);

        first.Dispose();
        Assert.False(alone.IsCompleted);
        second.Dispose();
        var seat = await alone;
        Assert.False(newcomer.IsCompleted);
        seat.Dispose();
        (await newcomer).Dispose();
    }

    [Fact]
    public async Task Who_gives_up_waiting_blocks_nobody()
    {
        using var giveUp = new CancellationTokenSource();
        var inside = await Enter(alone: false);
        var alone = _gate.EnterAsync(alone: true, giveUp.Token);
        var newcomer = Enter(alone: false);

        await giveUp.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => alone);
        (await newcomer).Dispose();
        inside.Dispose();
        (await Enter(alone: true)).Dispose();
    }

    [Fact]
    public async Task Leaving_twice_counts_once()
    {
        var first = await Enter(alone: false);
        var second = await Enter(alone: false);
        first.Dispose();
        first.Dispose();

        Assert.False(Enter(alone: true).IsCompleted);
        second.Dispose();
    }

    private Task<IDisposable> Enter(bool alone) => _gate.EnterAsync(alone, CancellationToken.None);
}
