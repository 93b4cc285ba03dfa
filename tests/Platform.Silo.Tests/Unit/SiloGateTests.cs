using Platform.Testing;
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
    public async Task Who_need_not_be_alone_any_longer_lets_others_in_and_is_still_waited_for()
    {
        var first = await Enter(alone: true);
        var newcomer = Enter(alone: false);
        Assert.False(newcomer.IsCompleted);

        first.Share();
        first.Share();

        var second = await newcomer.WaitAsync(Eventually.Patience);
        var alone = Enter(alone: true);
        second.Dispose();
        Assert.False(alone.IsCompleted);
        first.Dispose();
        (await alone.WaitAsync(Eventually.Patience)).Dispose();
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

    [Fact]
    public async Task Who_is_stopped_behind_the_door_leaves_no_seat_taken()
    {
        var asked = 0;
        await Assert.ThrowsAsync<OperationCanceledException>(() => _gate.EnterAsync(_ => ++asked == 1 ? Task.FromResult(true) : throw new OperationCanceledException(), CancellationToken.None));

        Assert.Equal(2, asked);
        Assert.True(Enter(alone: true).IsCompletedSuccessfully);
    }

    [Fact]
    public async Task Who_has_become_one_that_must_be_alone_goes_in_alone()
    {
        var first = await Enter(alone: false);
        var asked = 0;
        var changing = _gate.EnterAsync(_ => Task.FromResult(++asked > 1), CancellationToken.None);

        Assert.False(changing.IsCompleted);
        first.Dispose();
        using var seat = await changing;
        Assert.False(Enter(alone: false).IsCompleted);
    }

    private Task<SiloSeat> Enter(bool alone) => _gate.EnterAsync(alone, CancellationToken.None);
}
