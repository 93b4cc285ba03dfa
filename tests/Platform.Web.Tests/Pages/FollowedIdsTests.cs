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

        Assert.Equal(["new"], read.Take(["new", "old"]));

        Assert.True(_followed.Hears("new"));
        Assert.False(_followed.Hears("another's"));
    }

    [Fact]
    public void Nothing_is_missed_of_those_that_were_followed_before_nor_of_others()
    {
        using (var first = _followed.Begin())
            Assert.Empty(first.Take(["a"]));
        using var second = _followed.Begin();
        Assert.True(_followed.Hears("a")); // told as it happens
        Assert.False(_followed.Hears("b"));
        Assert.Empty(second.Take(["a", "c"]));
    }

    [Fact]
    public void What_was_heard_before_a_read_began_is_in_what_it_finds()
    {
        Assert.False(_followed.Hears("a"));
        using (var first = _followed.Begin())
        {
            Assert.False(_followed.Hears("b"));
            Assert.Empty(first.Take([]));
        }
        using var second = _followed.Begin();
        Assert.Empty(second.Take(["a", "b"]));
    }

    [Fact]
    public void Of_two_reads_at_once_the_second_to_end_misses_nothing_either()
    {
        using var first = _followed.Begin();
        using var second = _followed.Begin();
        Assert.False(_followed.Hears("a"));
        Assert.Empty(first.Take([]));
        Assert.Equal(["a"], second.Take(["a"]));
        _followed.Clear();
        Assert.False(_followed.Hears("a"));
    }
}
