using Training.Core.Data;
using Xunit;

namespace Training.Core.Tests.Data;

public class NestedRowsTests
{
    /// <summary>1,000 rows of five classes, from half of them to one in fifty; the split knows only some of the rows.</summary>
    private static readonly long[] Labels = [.. Enumerable.Range(0, 1_000).Select(row => CounterRandom.For(3, 1).Below(row, 50) switch { < 25 => 0L, < 40 => 1, < 46 => 2, < 49 => 3, _ => 4 })];

    private static readonly int[] Rows = CounterRandom.For(3, 2).Permutation(1_000)[..800];

    [Fact]
    public void A_larger_share_holds_every_row_of_a_smaller_one()
    {
        var nested = new NestedRows(Rows, Labels, seed: 5);
        var smaller = new HashSet<int>();
        for (var percent = 1; percent <= 100; percent++)
        {
            var rows = nested.Take(percent / 100.0);
            Assert.Equal(percent * 8, rows.Distinct().Count());
            Assert.Subset(rows.ToHashSet(), smaller);
            smaller = [.. rows];
        }

        Assert.Equal(Rows.ToHashSet(), smaller);
    }

    [Fact]
    public void Every_share_has_the_classes_in_proportion()
    {
        var nested = new NestedRows(Rows, Labels, seed: 5);
        foreach (var share in new[] { 0.02, 0.1, 0.215, 0.464, 0.9 })
        {
            var rows = nested.Take(share);
            for (var c = 0; c < 5; c++)
            {
                var part = Rows.Count(row => Labels[row] == c) / 800.0;
                Assert.InRange(rows.Count(row => Labels[row] == c) - (part * rows.Count), -(1 + (5 * part)) / 2, (1 + (5 * part)) / 2);
            }
        }
    }

    [Fact]
    public void The_seed_and_nothing_else_decides_and_all_rows_come_in_their_own_order()
    {
        var ten = new NestedRows(Rows, Labels, seed: 5).Take(0.1);

        Assert.Equal(ten, new NestedRows(Rows, Labels, seed: 5).Take(0.1));
        Assert.NotEqual(ten.Order(), new NestedRows(Rows, Labels, seed: 6).Take(0.1).Order());
        Assert.Equal(Rows, new NestedRows(Rows, Labels, seed: 5).Take(1));
        Assert.Single(new NestedRows(Rows, Labels, seed: 5).Take(0.001 / 2));
    }
}
