using Platform.Web.Live;
using Xunit;

namespace Platform.Web.Tests.Pages;

public sealed class FollowedIdsTests
{
    private readonly FollowedIds _followed = new();

    [Fact]
    public void What_happens_to_one_before_it_is_known_to_be_followed_is_missed_and_read_again()
    {
        using var read = _followed.Begin();
        Assert.False(_followed.Hears("new"));
        Assert.False(_followed.Hears("another's"));

        Assert.True(read.Take(["new", "old"]));

        Assert.True(_followed.Hears("new"));
        Assert.False(_followed.Hears("another's"));
    }

    [Fact]
    public void Nothing_is_missed_of_those_that_were_followed_before_nor_of_others()
    {
        using (var first = _followed.Begin())
            Assert.False(first.Take(["a"]));
        using var second = _followed.Begin();
        Assert.True(_followed.Hears("a")); // told as it happens
        Assert.False(_followed.Hears("b"));
        Assert.False(second.Take(["a", "c"]));
    }

    [Fact]
    public void What_was_heard_before_a_read_began_is_in_what_it_finds()
    {
        Assert.False(_followed.Hears("a"));
        using (var first = _followed.Begin())
        {
            Assert.False(_followed.Hears("b"));
            Assert.False(first.Take([]));
        }
        using var second = _followed.Begin();
        Assert.False(second.Take(["a", "b"]));
    }

    [Fact]
    public void Of_two_reads_at_once_the_second_to_end_misses_nothing_either()
    {
        using var first = _followed.Begin();
        using var second = _followed.Begin();
        Assert.False(_followed.Hears("a"));
        Assert.False(first.Take([]));
        Assert.True(second.Take(["a"]));
        _followed.Clear();
        Assert.False(_followed.Hears("a"));
    }
}
