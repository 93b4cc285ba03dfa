using Platform.Core.Labels;
using Platform.Web.Api;
using Platform.Web.Labels;
using Training.Core.Data;
using Training.Core.Data.Labels;
using Xunit;

namespace Platform.Web.Tests.Pages;

public sealed class LabelReviewTests
{
    [Fact]
    public void Too_large_samples_and_other_channels_are_not_drawn()
    {
        Assert.True(LabelInput.IsDrawable(new ImageShape(3, 1_024, 1_024)));
        Assert.False(LabelInput.IsDrawable(new ImageShape(1, 2_000, 2_000)));
        Assert.False(LabelInput.IsDrawable(new ImageShape(2, 2, 2)));
    }

    [Fact]
    public void Each_issue_is_corrected_or_kept_and_the_last_decision_can_be_taken_back()
    {
        var review = new LabelReview([Issue(4), Issue(9), Issue(2), Issue(7)]);

        review.Accept("other");
        review.Skip();
        review.Accept("third");
        review.Undo();
        review.Accept("given"); // the label that it has

        Assert.Equal((7, 3), (review.Current!.Row, review.Decided));
        Assert.Equal([new WantedLabel(LabelPart.Train, 4, "other", "given")], review.Corrections);
        review.Accept("other");
        review.Accept("other"); // nothing is left
        Assert.Null(review.Current);
        Assert.Equal([4, 7], review.Corrections.Select(want => want.Row));
    }

    [Fact]
    public void An_issue_is_counted_among_the_list_and_a_suspect_among_the_suspects()
    {
        var review = new LabelReview([Issue(4, suspect: false), Issue(9), Issue(2)]);
        var places = new List<string>();
        for (; review.Current is not null; review.Skip())
            places.Add(review.Place);
        Assert.Equal(["1 of the 3 least believed labels; no suspect", "2 of the 3 least believed labels; suspect 1 of 2", "3 of the 3 least believed labels; suspect 2 of 2"], places);
        Assert.Equal("", review.Place);
    }

    private static LabelIssue Issue(int row, bool suspect = true) => new(row, "given", 0.1, "other", 0.8, suspect, Models: 1);
}
