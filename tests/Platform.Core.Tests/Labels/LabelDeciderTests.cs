using Platform.Core.Labels;
using Xunit;

namespace Platform.Core.Tests.Labels;

public sealed class LabelDeciderTests
{
    private static readonly DateTimeOffset At = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    [Fact]
    public void Corrections_make_versions_one_after_the_other_with_their_lineage()
    {
        var labels = After(Correct(0, "d1", [Change(7, "7", "1")]), Correct(1, "d2", [Change(8, "8", "3"), Change(7, "1", "2")]));

        Assert.Equal([(1, "d0", "d0", "d1"), (2, "d0", "d1", "d2")], labels.Versions.Select(v => (v.Version, v.BaseDigest, v.ParentDigest, v.Digest)));
        Assert.Equal([], labels.CorrectedAt(0));
        Assert.Equal([(LabelPart.Train, 7, "1")], labels.CorrectedAt(1));
        Assert.Equal([(LabelPart.Train, 7, "2"), (LabelPart.Train, 8, "3")], labels.CorrectedAt(2));
    }

    [Fact]
    public void A_version_that_is_not_there_is_refused() =>
        Assert.Contains("use 0 to 1", Assert.Throws<RuleViolation>(() => After(Correct(0, "d1", [Change(7, "7", "1")])).CorrectedAt(2)).Message, StringComparison.Ordinal);

    [Fact]
    public void A_change_must_begin_at_the_label_that_the_row_has()
    {
        var labels = After(Correct(0, "d1", [Change(7, "7", "1")]));
        Assert.Contains("the label is '1' since", Refused(labels, Correct(1, "d2", [Change(7, "7", "3")])), StringComparison.Ordinal);
        Assert.Single(LabelDecider.Decide(labels, Correct(1, "d2", [Change(7, "1", "7"), Change(7, "7", "1", LabelPart.Test)])));
    }

    [Fact]
    public void Another_content_or_an_older_version_is_refused()
    {
        var labels = After(Correct(0, "d1", [Change(7, "7", "1")]));
        Assert.Contains("digest d0", Refused(labels, Correct(1, "d2", [Change(8, "8", "1")]) with { BaseDigest = "other" }), StringComparison.Ordinal);
        Assert.Contains("version 1 is the newest", Refused(labels, Correct(0, "d2", [Change(8, "8", "1")])), StringComparison.Ordinal);
    }

    [Fact]
    public void Sizes_are_bounded_and_every_row_is_named_once()
    {
        Assert.Contains("1 to 10,000 changes, not 10,001", Refused(DatasetLabels.Initial, Correct(0, "d", [.. Enumerable.Range(0, 10_001).Select(row => Change(row, "a", "b"))])), StringComparison.Ordinal);
        Assert.Contains("not 0", Refused(DatasetLabels.Initial, Correct(0, "d", [])), StringComparison.Ordinal);
        Assert.Contains("twice", Refused(DatasetLabels.Initial, Correct(0, "d", [Change(1, "a", "b"), Change(1, "a", "c")])), StringComparison.Ordinal);
        Assert.Contains("already", Refused(DatasetLabels.Initial, Correct(0, "d", [Change(1, "a", "a")])), StringComparison.Ordinal);
        Assert.Contains("1 to 1,000 characters", Refused(DatasetLabels.Initial, Correct(0, "d", [Change(1, "a", new string('b', 1_001))])), StringComparison.Ordinal);
    }

    [Fact]
    public void A_repeated_request_changes_nothing_and_finds_its_first_answer()
    {
        var request = Correct(0, "d1", [Change(7, "7", "1")]) with { Command = "labels:k" };
        var labels = After(request, Correct(1, "d2", [Change(7, "1", "4")]));

        Assert.Empty(LabelDecider.Decide(labels, request));
        Assert.Equal(1, labels.AnswerTo("labels:k")!.Version);
        Assert.Null(labels.AnswerTo(null));
    }

    private static CorrectLabels Correct(int parent, string digest, IReadOnlyList<LabelChange> changes) => new("digits", parent, "d0", digest, changes, "me", "looked at", At);

    private static LabelChange Change(int row, string from, string to, LabelPart part = LabelPart.Train) => new(part, row, from, to);

    private static DatasetLabels After(params CorrectLabels[] commands) =>
        commands.Aggregate(DatasetLabels.Initial, (labels, c) => LabelDecider.Decide(labels, c).Aggregate(labels, (l, e) => l.Evolve(e)));

    private static string Refused(DatasetLabels labels, CorrectLabels command) => Assert.Throws<RuleViolation>(() => LabelDecider.Decide(labels, command)).Message;
}
