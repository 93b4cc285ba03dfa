using Training.Core.Torch;
using Xunit;

namespace Training.Core.Tests.Torch;

public sealed class DisposeScopeTests
{
    [Fact]
    public void A_scope_frees_what_was_made_in_it()
    {
        var before = DisposeScope.ThreadTotalLiveCount;
        using (torch.NewDisposeScope())
        {
            _ = torch.zeros([4]).add(1).mul(2);
            Assert.Equal(before + 3, DisposeScope.ThreadTotalLiveCount);
        }

        Assert.Equal(before, DisposeScope.ThreadTotalLiveCount);
    }

    [Fact]
    public void A_tensor_moved_out_lives_until_the_outer_scope_ends()
    {
        var before = DisposeScope.ThreadTotalLiveCount;
        torch.Tensor kept;
        using (torch.NewDisposeScope())
        {
            using (torch.NewDisposeScope())
                kept = torch.ones([2]).MoveToOuterDisposeScope();
            Assert.Equal(2, kept.sum().item());
        }

        Assert.Equal(before, DisposeScope.ThreadTotalLiveCount);
        Assert.Throws<ObjectDisposedException>(() => kept.sum());
    }

    [Fact]
    public void A_detached_tensor_outlives_all_scopes()
    {
        torch.Tensor kept;
        using (torch.NewDisposeScope())
            kept = torch.ones([2]).DetachFromDisposeScope();

        using (kept)
        using (torch.NewDisposeScope())
            Assert.Equal(2, kept.sum().item());
    }

    [Fact]
    public void Scopes_end_in_the_order_they_nest()
    {
        var outer = torch.NewDisposeScope();
        var inner = torch.NewDisposeScope();

        Assert.Throws<InvalidOperationException>(outer.Dispose);

        inner.Dispose();
        outer.Dispose();
    }

    [Fact]
    public void A_failed_operator_leaks_nothing()
    {
        var before = DisposeScope.ThreadTotalLiveCount;
        Assert.Throws<TorchException>(() =>
        {
            using var scope = torch.NewDisposeScope();
            return torch.zeros([2]).add(torch.zeros([3]));
        });

        Assert.Equal(before, DisposeScope.ThreadTotalLiveCount);
    }
}
