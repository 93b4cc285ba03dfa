using Platform.Core.Registry;
using Platform.Web.Registry;
using Search;
using Xunit;

namespace Platform.Web.Tests.Pages;

/// <summary>Which measures of two versions can be held against one another.</summary>
public sealed class VersionSideTests
{
    [Theory]
    [InlineData("test_perplexity", false)]
    [InlineData("test_loss", false)]
    [InlineData("test_bits_per_character", true)]
    public void What_counts_tokens_is_compared_only_of_the_same_tokens(string measure, bool comparable)
    {
        var (characters, pieces) = (Side(), Side(("text.tokenizer", "bpe"), ("text.vocabulary", 1_024L)));
        Assert.Equal(comparable, characters.SameUnit(pieces, measure));
        Assert.Equal(comparable, pieces.SameUnit(Side(("text.tokenizer", "bpe"), ("text.vocabulary", 300L)), measure));
        Assert.True(characters.SameUnit(Side(("text.tokenizer", "character"), ("text.vocabulary", 300L)), measure)); // characters are not learnt
    }

    [Fact]
    public void Forecasts_of_different_length_are_not_of_the_same_rows()
    {
        var side = Side();
        var (far, near) = (side with { Version = side.Version with { Horizon = 96 } }, side with { Version = side.Version with { Horizon = 12 } });
        Assert.False(far.SameRows(near));
        Assert.True(far.SameRows(far));
        Assert.True(far.SameRows(side)); // registered before horizons were
    }

    private static VersionSide Side(params (string Name, object Value)[] fields)
    {
        var measures = new Dictionary<string, double>(StringComparer.Ordinal) { ["test_perplexity"] = 5, ["test_loss"] = 1.6, ["test_bits_per_character"] = 2 };
        var version = new ModelVersionRegistered("texts", 1, "abcdefgh-1", "abcdefgh", 1, "c", "texts", "d", measures, "me", "", SomeViews.Noon);
        return new VersionSide(version, [], SomeViews.Trial() with { Fields = ParameterSet.Of(fields) }, null);
    }
}
