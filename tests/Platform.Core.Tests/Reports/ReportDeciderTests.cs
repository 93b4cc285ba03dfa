using Platform.Core.Reports;
using Xunit;

namespace Platform.Core.Tests.Reports;

public sealed class ReportDeciderTests
{
    private static readonly DateTimeOffset At = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    private static Report After(params ReportCommand[] commands) =>
        commands.Aggregate((Report?)null, (report, c) => ReportDecider.Decide(report, c).Aggregate(report, Report.Evolve))!;

    private static CreateReport Create(string title = "Spring", string text = "# Spring") => new("r1", title, text, "ada", At);

    private static WriteReport Write(string title, string text, long? seen = null, string by = "bob") => new(title, text, seen, by, At.AddMinutes(1));

    [Fact]
    public void A_report_is_created_written_and_renamed_each_as_an_event()
    {
        var report = After(Create(), Write("Summer", "# Summer", seen: 1));
        Assert.Equal(("Summer", "# Summer", "ada", "bob", 3), (report.Title, report.Text, report.CreatedBy, report.UpdatedBy, report.Version));
        Assert.IsType<ReportRenamed>(Assert.Single(ReportDecider.Decide(report, Write("Autumn", "# Summer"))));
        Assert.IsType<ReportWritten>(Assert.Single(ReportDecider.Decide(report, Write("Summer", "# Better"))));
        Assert.Empty(ReportDecider.Decide(report, Write("Summer", "# Summer", seen: 1)));
    }

    [Fact]
    public void Nobody_writes_over_what_he_has_not_seen()
    {
        var report = After(Create(), Write("Spring", "# Other"));
        Assert.Contains("bob has changed", Assert.Throws<RuleViolation>(() => ReportDecider.Decide(report, Write("Spring", "# Mine", seen: 1, by: "ada"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_deleted_report_takes_nothing_until_it_is_restored()
    {
        var deleted = After(Create(), new DeleteReport("ada", At));
        Assert.Empty(ReportDecider.Decide(deleted, new DeleteReport("ada", At)));
        Assert.Throws<RuleViolation>(() => ReportDecider.Decide(deleted, Write("Spring", "more")));
        var restored = ReportDecider.Decide(deleted, new RestoreReport("ada", At)).Aggregate(deleted, (r, e) => Report.Evolve(r, e)!);
        Assert.False(restored.Deleted);
        Assert.Empty(ReportDecider.Decide(restored, new RestoreReport("ada", At)));
    }

    [Theory]
    [InlineData("", "text")]
    [InlineData("   ", "text")]
    [InlineData("a\nb", "text")]
    [InlineData("title", "a\0b")]
    public void What_cannot_be_stored_is_refused(string title, string text) => Assert.Throws<InvalidInputException>(() => ReportDecider.Decide(null, Create(title, text)));

    [Fact]
    public void Half_a_character_is_refused_and_a_whole_pair_is_not()
    {
        var half = string.Concat("half ", (char)0xd83d, " character"); // an attribute cannot hold it
        Assert.Contains("position 5", Assert.Throws<InvalidInputException>(() => ReportDecider.Decide(null, Create(text: half))).Message, StringComparison.Ordinal);
        Assert.Single(ReportDecider.Decide(null, Create(text: string.Concat("a whole ", (char)0xd83d, (char)0xde00))));
    }

    [Fact]
    public void A_report_that_is_not_there_takes_nothing() => Assert.Throws<RuleViolation>(() => ReportDecider.Decide(null, new DeleteReport("ada", At)));
}
