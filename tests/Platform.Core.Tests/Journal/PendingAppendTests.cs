using Platform.Core.Journal;
using Platform.Core.Tests.Tracking;
using Platform.Core.Tracking;
using Xunit;

namespace Platform.Core.Tests.Journal;

public sealed class PendingAppendTests
{
    private const int Count = 100_000;

    [Fact]
    public void The_columns_that_a_waiting_batch_keeps_count_as_what_it_holds()
    {
        var batch = Logged();

        var kept = Waiting(batch).Size;
        var read = Waiting((MetricsLogged)batch.WithBlock(batch.Block)).Size; // as it comes from the database, without columns

        Assert.Equal(24L * Count, kept - read);
        Assert.InRange(read, batch.Block.Length, batch.Block.Length + 200);
    }

    [Fact]
    public void A_transaction_takes_no_more_batches_than_its_bound_holds_with_their_columns()
    {
        var plan = new AppendPlan(new Dictionary<string, long>(StringComparer.Ordinal));
        var item = Waiting(Logged());
        var fit = (int)(16_000_000 / item.Size);

        var taken = Enumerable.Range(0, fit + 2).Count(i => plan.TryAdd(Waiting(Logged(), $"run-{i}")));

        Assert.Equal(fit, taken);
        Assert.InRange(fit, 2, 16_000_000 / (24 * Count));
    }

    private static MetricsLogged Logged() => MetricsLogged.Of(Points.Curve("loss", Count), DateTimeOffset.UnixEpoch);

    private static PendingAppend Waiting(MetricsLogged logged, string stream = "run-1") =>
        new(new AppendRequest(stream, StreamNames.RunType, 0, logged), PlatformEvents.Types, began: 0, deadline: 0, CancellationToken.None);
}
